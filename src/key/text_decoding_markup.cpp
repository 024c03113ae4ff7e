#include <algorithm>

#include "json.h"
#include "text.h"
#include "text_decoding.h"

namespace imskit {

// ---- HTML ----

namespace {

struct Entity {
  std::string_view name;
  char character;
};
constexpr Entity entities[] = {{"NewLine", '\n'}, {"Tab", '\t'},   {"plus", '+'},  {"sol", '/'},    {"equals", '='},
                               {"nbsp", ' '},     {"quot", '"'},   {"apos", '\''}, {"amp", '&'},    {"lt", '<'},
                               {"gt", '>'},       {"hyphen", '-'}, {"dash", '-'},  {"lowbar", '_'}, {"bsol", '\\'}};

// Elements that do not interrupt a line.
constexpr std::string_view inline_tags[] = {"span", "b",  "i",    "a",   "code", "em",  "strong", "font",
                                            "wbr",  "tt", "mark", "ins", "u",    "kbd", "samp",   "!--"};

}  // namespace

bool decode_html(std::string& text, Effort&) {
  constexpr std::size_t longest_entity = 12;
  const std::string_view all = text;
  std::string out;
  std::size_t tag_end = 0;  // the next > that was found
  for (std::size_t at = 0; at < all.size();) {
    const std::string_view rest = all.substr(at);
    if (rest[0] != '&' && rest[0] != '<') {
      const auto plain = std::min(rest.find_first_of("&<"), rest.size());
      out += rest.substr(0, plain);
      at += plain;
      continue;
    }
    if (rest[0] == '<' && tag_end < at) tag_end = std::min(all.find('>', at), all.size());
    const auto end = rest[0] == '&' ? rest.substr(0, longest_entity).find(';') : tag_end - at;
    const std::string_view inner = end >= rest.size() ? "" : rest.substr(1, end - 1);
    const bool tag = rest[0] == '<' && !inner.empty() && (is_alpha(inner[0]) || inner[0] == '/' || inner[0] == '!');
    if (rest[0] == '&' && inner.starts_with('#')) {
      const bool hex = inner.size() > 1 && ascii_lower(inner[1]) == 'x';
      char32_t code = 0;
      bool digits = inner.size() > (hex ? 2 : 1) && inner.size() < 10;
      for (const char c : inner.substr(hex ? 2 : 1)) {
        digits = digits && (hex ? is_hex(c) : is_digit(c));
        code = code * (hex ? 16 : 10) + static_cast<char32_t>(hex_value(c));
      }
      out += digits && code < 0x10FFFF ? to_utf8(code) : std::string(rest.substr(0, end + 1));
      at += end + 1;
    } else if (const auto* known = std::ranges::find(entities, inner, &Entity::name);
               rest[0] == '&' && known != std::ranges::end(entities)) {
      out += known->character;
      at += end + 1;
    } else if (tag) {
      const std::string_view name = inner.substr(inner[0] == '/' ? 1 : 0);
      const std::string word = ascii_lower(name.substr(0, name.find_first_of(" /\t\n")));
      if (!std::ranges::contains(inline_tags, word)) out += '\n';
      at += end + 1;
    } else {
      out += rest[0];
      ++at;
    }
  }
  if (out.size() == text.size()) return false;  // each of them becomes shorter
  text = std::move(out);
  return true;
}

// ---- JSON ----

namespace {

bool looks_like_key(std::string_view text) {
  constexpr std::size_t shortest = 200;
  return text.contains("PRIVATE KEY") || text.contains("\"kty\"") || text.size() >= shortest;
}

// Appends the members that look like keys, each on lines of its own. A JWK is written again.
void collect_keys(const Json& json, std::string& out) {
  if (json.is(Json::Kind::string) && looks_like_key(json.text)) out.append(json.text).append("\n");
  if (json.find("kty")) {
    JsonWriter jwk;
    jwk.open_object();
    for (const auto& member : json.entries) {
      if (member.is(Json::Kind::string)) jwk.member(member.name, member.text);
    }
    out += jwk.close_object().take();
    return;
  }
  const auto is_byte = [](const Json& one) {
    return one.is(Json::Kind::integer) && one.integer >= 0 && one.integer < 256;
  };
  if (json.is(Json::Kind::array) && json.entries.size() > 100 && std::ranges::all_of(json.entries, is_byte)) {
    for (const auto& byte : json.entries) out += static_cast<char>(byte.integer);
    return;
  }
  for (const auto& entry : json.entries) collect_keys(entry, out);
}

}  // namespace

bool decode_object_literal(std::string& text, Effort&) {
  const auto start = text.find('{');
  const auto end = text.rfind('}');
  if (start == text.npos || end == text.npos || end < start || !text.contains("kty") || text.contains("\"kty\""))
    return false;
  std::string json;
  for (std::size_t at = start; at <= end;) {
    const std::size_t word = at;
    while (is_alpha(text[at]) || text[at] == '_') ++at;
    if (at > word) {
      const auto next = std::min(text.find_first_not_of(' ', at), end);
      const bool name = text[next] == ':';
      ((json += name ? "\"" : "").append(text, word, at - word)) += name ? "\"" : "";
    } else if (text[at] == '\'' || text[at] == '`') {
      const auto close = std::min(text.find(text[at], at + 1), end);
      ((json += '"').append(text, at + 1, close - at - 1)) += '"';
      at = close + 1;
    } else {
      const auto next = std::min(text.find_first_not_of(" \t\n", at + 1), end);
      const bool last_comma = text[at] == ',' && (text[next] == '}' || text[next] == ']');
      if (!last_comma) json += text[at];
      ++at;
    }
  }
  text = std::move(json);
  return true;
}

bool decode_json(std::string& text, Effort&) {
  const auto start = text.find_first_of("{[");
  const auto end = text.find_last_of("}]");
  if (start == text.npos || end == text.npos || end < start) return false;
  const Json json = parse_json(std::string_view(text).substr(start, end + 1 - start));
  std::string keys;
  if (!json.find("kty") || start > 0) collect_keys(json, keys);
  if (keys.empty()) return false;
  text = std::move(keys);
  return true;
}

}  // namespace imskit
