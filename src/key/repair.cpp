#include "repair.h"

#include <algorithm>
#include <optional>

#include "json.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Without a byte order mark, the zero bytes of ASCII characters tell the byte order.
std::optional<bool> is_little_endian(std::string_view text) {
  if (text.starts_with("\xFF\xFE")) return true;
  if (text.starts_with("\xFE\xFF")) return false;
  constexpr std::size_t enough = 8;
  if (text.size() < enough) return std::nullopt;
  bool little = true, big = true;
  for (std::size_t i = 0; i < enough; i += 2) {
    little = little && text[i] != '\0' && text[i + 1] == '\0';
    big = big && text[i] == '\0' && text[i + 1] != '\0';
  }
  return little || big ? std::optional(little) : std::nullopt;
}

// UTF-16 as Windows writes it (RFC 2781). No key contains characters outside the Basic Multilingual Plane, so
// surrogates become U+FFFD.
bool decode_utf16(std::string& text) {
  // A byte order mark that was read as Latin-1 (ÿþ or þÿ) is not needed: the zero bytes say the order.
  for (const std::string_view mark : {"\xC3\xBF\xC3\xBE", "\xC3\xBE\xC3\xBF"}) {
    if (text.starts_with(mark) && text.contains('\0')) text.erase(0, mark.size());
  }
  const auto little = is_little_endian(text);
  if (!little) return false;
  std::string out;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const auto unit = static_cast<char32_t>(*little ? second << 8 | first : first << 8 | second);
    if (at == 0 && unit == 0xFEFF) continue;
    out += to_utf8(unit >= 0xD800 && unit <= 0xDFFF ? replacement_character : unit);
  }
  text = std::move(out);
  return true;
}

bool remove_byte_order_mark(std::string& text) {
  if (!text.starts_with(byte_order_mark)) return false;
  text.erase(0, byte_order_mark.size());
  return true;
}

// Replaces each code point outside ASCII with the result of `change`, and removes it if the result is U+0000.
template <typename Change>
bool map_code_points(std::string& text, Change change) {
  if (is_ascii(text)) return false;
  std::string out;
  bool changed = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view before = rest;
    const char32_t c = take_code_point(rest);
    const char32_t mapped = c < 0x80 ? c : change(c);
    if (mapped == c) {
      out += before.substr(0, before.size() - rest.size());
    } else {
      changed = true;
      if (mapped != 0) out += to_utf8(mapped);
    }
  }
  if (changed) text = std::move(out);
  return changed;
}

bool plain_spaces(std::string& text) {
  return map_code_points(text, [](char32_t c) -> char32_t {
    const bool zero_width = (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || c == 0xAD;
    const bool space =
        c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
    const bool line_end = c == 0x85 || c == 0x2028 || c == 0x2029;
    return zero_width ? 0 : space ? U' ' : line_end ? U'\n' : c;
  });
}

bool plain_dashes(std::string& text) {
  return map_code_points(text, [](char32_t c) -> char32_t {
    const bool dash = is_long_dash(c) || c == 0x2500 || c == 0x30FC || c == 0xFF0D;
    return dash ? U'-' : c;
  });
}

bool plain_width(std::string& text) { return map_code_points(text, from_full_width); }

// Removes codes such as ESC [ 32 m (ECMA-48 section 8.3.117), even if ESC was lost, and the codes around a paste
// (ESC [ 200 ~).
bool remove_terminal_codes(std::string& text) {
  constexpr char escape = '\x1B';
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t bracket = text[at] == escape ? at + 1 : at;
    const bool open = bracket < text.size() && text[bracket] == '[';
    const auto end = open ? text.find_first_not_of("0123456789;", bracket + 1) : text.npos;
    if (end != text.npos && end > bracket + 1 && (text[end] == 'm' || text[end] == '~')) {
      at = end;
    } else {
      out += text[at];
    }
  }
  if (out.size() == text.size()) return false;
  text = std::move(out);
  return true;
}

// Replaces a JSON string with its value, and an array of strings with lines.
bool unwrap_json(std::string& text) {
  const std::string_view trimmed = trim(text);
  if (!trimmed.starts_with('"') && !trimmed.starts_with('[')) return false;
  const Json json = parse_json(trimmed);
  std::string lines = json.text;
  if (!json.is(Json::Kind::string)) {
    const bool texts = std::ranges::all_of(json.entries, [](const Json& one) { return one.is(Json::Kind::string); });
    if (json.entries.empty() || !texts) return false;
    for (const auto& line : json.entries) lines += line.text + "\n";
  }
  text = std::move(lines);
  return true;
}

constexpr std::string_view quotes[] = {"\"", "'", "`", "“", "”", "„", "‘", "’", "«", "»", "\\\""};

bool starts_with_quote(std::string_view text) {
  return std::ranges::any_of(quotes, [&](std::string_view quote) { return text.starts_with(quote); });
}
bool ends_with_quote(std::string_view text) {
  return std::ranges::any_of(quotes, [&](std::string_view quote) { return text.ends_with(quote); });
}

bool strip_quotes(std::string_view& text) {
  const std::size_t before = text.size();
  for (const std::string_view quote : quotes) {
    if (text.starts_with(quote)) text.remove_prefix(quote.size());
    if (text.ends_with(quote)) text.remove_suffix(quote.size());
  }
  return text.size() != before;
}

// Removes the quotes at the ends of a line, and the punctuation that a list or a program has outside them.
std::string_view unquote(std::string_view line) {
  std::string_view inner = trim(line);
  const std::string_view head = inner.substr(0, inner.find_last_not_of(",;+)] ") + 1);
  if (ends_with_quote(head)) inner = head;
  const std::string_view tail = inner.substr(std::min(inner.find_first_not_of("[( "), inner.size()));
  if (starts_with_quote(tail)) inner = tail;
  if (!strip_quotes(inner)) return line;
  while (strip_quotes(inner)) {
  }
  return inner;
}

bool remove_quotes(std::string& text) {
  std::string out;
  bool changed = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    const std::string_view inner = unquote(line);
    changed = changed || inner.size() != line.size();
    out += inner;
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  if (changed) text = std::move(out);
  return changed;
}

bool replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = 0; (at = text.find(from, done)) != text.npos; done = at + from.size()) {
    out.append(text, done, at - done).append(to);
  }
  if (done == 0) return false;
  text = out.append(text, done);
  return true;
}

// Replaces line ends in writing, with any number of backslashes, and PowerShell's `n; a backslash before a real line
// end, as in a shell; \/, which some JSON writers use; and the signs that properties files and troff escape.
bool unescape(std::string& text) {
  constexpr std::pair<std::string_view, std::string_view> escapes[] = {
      {"`r`n", "\n"}, {"`n", "\n"},   {"\\r\\n", "\n"}, {"\\n", "\n"}, {"\\r", "\n"}, {"\\\r\n", "\n"},
      {"\\\n", "\n"}, {"\\\r", "\n"}, {"\\/", "/"},     {"\\:", ":"},  {"\\=", "="},  {"\\-", "-"}};
  while (text.find("\\\\") != text.npos) replace_all(text, "\\\\", "\\");
  bool changed = false;
  for (const auto& [written, meant] : escapes) changed = replace_all(text, written, meant) || changed;
  return changed;
}

bool unify_line_ends(std::string& text) {
  if (text.find('\r') == text.npos) return false;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  text = std::move(out);
  return true;
}

struct Step {
  Repair repair;
  bool (*apply)(std::string& text);  // true if it changed something
};
constexpr Step steps[] = {
    {Repair::utf16, decode_utf16},         {Repair::bom, remove_byte_order_mark},
    {Repair::spaces, plain_spaces},        {Repair::dashes, plain_dashes},
    {Repair::full_width, plain_width},     {Repair::terminal_codes, remove_terminal_codes},
    {Repair::json, unwrap_json},           {Repair::quotes, remove_quotes},
    {Repair::escaped_line_ends, unescape}, {Repair::line_ends, unify_line_ends},
};

}  // namespace

void add_repairs(Repairs& repairs, const Repairs& added) {
  for (const Repair repair : added) {
    if (!std::ranges::contains(repairs, repair)) repairs.push_back(repair);
  }
}

Repairs repair_text(std::string& text) {
  Repairs repairs;
  // Text that was packed twice was damaged twice: a second round repairs what the first uncovered.
  bool again = !is_der(text);
  for (int round = 0; round < 2 && again; ++round) {
    again = false;
    for (const auto& [repair, apply] : steps) {
      if (!apply(text)) continue;
      again = true;
      add_repairs(repairs, {repair});
    }
  }
  return repairs;
}

bool is_der(std::string_view text) { return text.starts_with('0') && !is_plain_text(text); }

}  // namespace imskit
