// Encodings of a whole text: text_decodings of repair.h.
#include <algorithm>
#include <cstdint>
#include <optional>

#include "base64.h"
#include "json.h"
#include "pem_body.h"
#include "repair.h"
#include "text.h"

namespace imskit {
namespace {

int hex_value(char c) { return is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10; }

// The number that `count` hexadecimal digits at `at` write.
std::optional<char32_t> hex_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  char32_t value = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_hex(c)) return std::nullopt;
    value = value << 4 | static_cast<char32_t>(hex_value(c));
  }
  return value;
}

// ---- JSON ----

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

// The keys in a JSON object or array, also one in other text.
bool take_json_members(std::string& text, Effort&) {
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

// ---- escapes ----

// \u002B, \x2B and \053, as many languages have them.
bool decode_escapes(std::string& text, Effort&) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char kind = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
    const std::size_t digits = kind == 'u' ? 4 : kind == 'x' ? 2 : 0;
    const auto code = digits > 0 ? hex_at(text, at + 2, digits) : std::nullopt;
    const auto is_octal = [&](std::size_t i) {
      return at + i < text.size() && text[at + i] >= '0' && text[at + i] < '8';
    };
    if (code) {
      out += to_utf8(*code);
      at += 2 + digits;
    } else if (kind != '\0' && is_octal(1) && is_octal(2) && is_octal(3)) {
      out += static_cast<char>((text[at + 1] - '0') << 6 | (text[at + 2] - '0') << 3 | (text[at + 3] - '0'));
      at += 4;
    } else {
      out += text[at++];
    }
  }
  if (out.size() == text.size()) return false;
  text = std::move(out);
  return true;
}

// Percent-encoding (RFC 3986 section 2.1). A form writes spaces as +, and + as %2B.
bool decode_url(std::string& text, Effort&) {
  const bool form = text.contains("%2B") || text.contains("%2b") || text.contains("BEGIN+");
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = text[at] == '%' ? hex_at(text, at + 1, 2) : std::nullopt;
    out += code ? static_cast<char>(*code) : form && text[at] == '+' ? ' ' : text[at];
    at += code ? 3 : 1;
  }
  if (out == text) return false;
  text = std::move(out);
  return true;
}

// ---- HTML ----

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

// ---- quoted-printable ----

// RFC 2045 section 6.7.
bool decode_quoted_printable(std::string& text, Effort&) {
  if (!text.contains("=3D") && !text.contains("=\n")) return false;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = text[at] == '=' ? hex_at(text, at + 1, 2) : std::nullopt;
    const bool soft_break = text[at] == '=' && at + 1 < text.size() && text[at + 1] == '\n';
    if (code)
      out += static_cast<char>(*code);
    else if (!soft_break)
      out += text[at];
    at += code ? 3 : soft_break ? 2 : 1;
  }
  text = std::move(out);
  return true;
}

// ---- hexadecimal ----

// What hexadecimal digits of a key begin with: DER, -----BEGIN, MII.
constexpr std::string_view hex_starts[] = {"3082", "2d2d2d2d", "4d4949"};

// From where the digits look like a key.
constexpr std::size_t fewest_digits = 400;

bool take_digits(std::string& text, std::string_view digits) {
  for (const std::string_view start : hex_starts) {
    const auto at = digits.find(start);
    if (at == digits.npos || digits.size() - at < fewest_digits) continue;
    std::string bytes;
    for (std::size_t i = at; i + 1 < digits.size(); i += 2) bytes += static_cast<char>(*hex_at(digits, i, 2));
    text = std::move(bytes);
    return true;
  }
  return false;
}

// The listing of xxd, hexdump or od: an offset, then up to 16 bytes, then perhaps their characters.
bool decode_hex_dump(std::string& text, Effort&) {
  constexpr std::size_t line_digits = 32, offset_digits = 4;
  std::string digits;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::string bytes;
    for (bool first = true;; first = false) {
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      std::string_view word = line.substr(0, line.find_first_of(" \t"));
      line.remove_prefix(word.size());
      if (first && word.ends_with(':')) word.remove_suffix(1);
      if (word.empty() || !std::ranges::all_of(word, is_hex)) break;
      if (first && word.size() < offset_digits) return false;
      if (first) continue;
      if (word.size() % 2 != 0 || bytes.size() + word.size() > line_digits) break;
      bytes += ascii_lower(word);
    }
    digits += bytes;
  }
  return take_digits(text, digits);
}

// Pairs of digits with anything between them that code has: 0x, \x, commas, colons, line ends.
bool decode_hex(std::string& text, Effort&) {
  std::string digits;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = ascii_lower(text[at]);
    if (c == 'x' && at > 0 && text[at - 1] == '0' && !digits.empty())
      digits.pop_back();
    else if (is_hex(c))
      digits += c;
    else if (is_alpha(c) && c != 'x' && c != 'h') {
      if (digits.size() >= fewest_digits) break;
      digits.clear();
    }
  }
  return take_digits(text, digits);
}

// Decimal values of bytes with commas or blanks between, as programs print an array: { 45, 45, … }, [45 45 …].
bool decode_byte_list(std::string& text, Effort&) {
  constexpr std::size_t fewest = 200;
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < 4 && at < text.size() && is_digit(text[at]); ++digits, ++at) value = 10 * value + text[at] - '0';
    const bool separated =
        at == text.size() || is_blank(text[at]) || text[at] == ',' || text[at] == '}' || text[at] == ']';
    if (digits > 0 && digits < 4 && value < 256 && separated) {
      bytes += static_cast<char>(value);
    } else if (digits > 0 || !separated) {
      if (bytes.size() >= fewest) break;
      bytes.clear();
    }
    if (at < text.size() && !is_digit(text[at])) ++at;
  }
  if (bytes.size() < fewest) return false;
  text = std::move(bytes);
  return true;
}

// ---- base64 ----

// What the base64 of a key's text begins with: of -----BEGIN, of MII, of base64 of these, and of UTF-16 or a byte order
// mark.
constexpr std::string_view encoded_starts[] = {"LS0tLS1CRUdJTi", "TUlJ",     "TFMwdExTMUNSVWRKVG", "VFVsS",
                                               "LQAtAC0ALQAt",   "//4tAC0A", "77u/LS0tLS1C",       "AC0ALQAtAC0A"};

constexpr std::size_t shortest_encoded = 200;

// Where a word of base64 begins with it: the short ones occur inside of words as well, by chance.
std::size_t find_at_word(std::string_view text, std::string_view prefix) {
  auto at = text.find(prefix);
  while (at != text.npos && at > 0 && is_base64(text[at - 1]) && text[at - 1] != '=') at = text.find(prefix, at + 1);
  return at;
}

std::size_t find_encoded(std::string_view text) {
  std::size_t start = text.npos;
  for (const std::string_view prefix : encoded_starts) start = std::min(start, find_at_word(text, prefix));
  if (start != text.npos) return start;
  // Otherwise at the first long word, or behind a = in it, which cannot be padding there.
  constexpr std::size_t long_word = 60;
  for (std::size_t at = 0; at < text.size();) {
    const auto end =
        static_cast<std::size_t>(std::find_if_not(text.begin() + at, text.end(), is_base64) - text.begin());
    const std::string_view word = text.substr(at, end - at);
    if (word.size() >= long_word) {
      const auto equals = word.find('=');
      return at + (equals + 2 < word.size() ? equals + 1 : 0);
    }
    at = end + 1;
  }
  return text.npos;
}

// Leaves out what is before and after it.
bool cut_out_encoded(std::string& text, Effort&) {
  const auto start = find_encoded(text);
  if (start == text.npos) return false;
  const std::string_view rest = std::string_view(text).substr(start);
  const auto is_other = [](char c) { return !is_base64(c) && !is_blank(c); };
  const std::string_view run = trim(std::string_view(rest.begin(), std::ranges::find_if(rest, is_other)));
  if (run.size() == trim(text).size() || run.size() < shortest_encoded) return false;
  text = std::string(run);
  return true;
}

// True if the base64 seems to be that of text, judged by its first bytes.
bool starts_as_text(std::string_view packed) {
  constexpr std::size_t characters = 16;
  const auto bytes = decode_packed(packed.substr(0, characters), false);
  if (!bytes) return false;
  const std::string_view start = bytes->bytes.text();
  return is_plain_text(start) || start.starts_with("\xFF\xFE") || start.contains('\0');
}

bool decode_encoded(std::string& text, Effort& effort) {
  constexpr std::size_t base64_work = 3;  // for each character
  const auto start = find_encoded(text);
  if (start == text.npos) return false;
  const std::string_view rest = std::string_view(text).substr(start);
  const auto is_other = [](char c) { return !is_base64(c) && !is_blank(c); };
  const std::string_view run(rest.begin(), std::ranges::find_if(rest, is_other));
  for (const std::string_view body : {run, rest}) {
    for (const auto& reading : read_body(body, true, effort)) {
      if (!starts_as_text(reading.packed) || !effort.spend(reading.packed.size() * base64_work)) continue;
      const auto decoded = decode_packed(reading.packed, false);
      if (!decoded) continue;
      const std::string_view bytes = decoded->bytes.text();
      const bool utf16 = bytes.size() > 3 && (bytes[1] == '\0' || bytes[0] == '\0' || bytes.starts_with("\xFF\xFE"));
      // Words after it decode to nonsense.
      const auto is_control = [](char c) { return !is_plain_text({&c, 1}); };
      const auto plain = static_cast<std::size_t>(std::ranges::find_if(bytes, is_control) - bytes.begin());
      const std::size_t size = utf16 ? bytes.size() : plain;
      if (size < std::min(shortest_encoded, bytes.size())) continue;
      text = std::string(bytes.substr(0, size));
      return true;
    }
  }
  return false;
}

// DER that was read as Latin-1 text and became UTF-8.
bool decode_latin1(std::string& text, Effort&) {
  if (!is_der(text)) return false;
  std::string bytes;
  bool decoded = false;
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t c = take_code_point(rest);
    if (c > 0xFF) return false;
    decoded = decoded || c >= 0x80;
    bytes += static_cast<char>(c);
  }
  if (decoded) text = std::move(bytes);
  return decoded;
}

}  // namespace

const TextDecoding text_decodings[text_decoding_count] = {
    {Repair::surrounding_text, cut_out_encoded},
    {Repair::double_base64, decode_encoded},
    {Repair::url_encoding, decode_url},
    {Repair::html, decode_html},
    {Repair::escapes, decode_escapes},
    {Repair::json, take_json_members},
    {Repair::quoted_printable, decode_quoted_printable},
    {Repair::hexadecimal, decode_hex_dump},
    {Repair::hexadecimal, decode_hex},
    {Repair::byte_list, decode_byte_list},
    {Repair::latin1, decode_latin1},
};

}  // namespace imskit
