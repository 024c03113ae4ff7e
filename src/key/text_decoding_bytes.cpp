#include <algorithm>

#include "text.h"
#include "text_decoding.h"

namespace imskit {
namespace {

// What hexadecimal digits of a key begin with: DER, -----BEGIN, MII.
constexpr std::string_view hex_starts[] = {"3082", "2d2d2d2d", "4d4949"};

// From where the digits look like a key.
constexpr std::size_t fewest_digits = 400;

bool take_digits(std::string& text, std::string_view digits) {
  for (const std::string_view start : hex_starts) {
    const auto at = digits.find(start);
    if (at == digits.npos || digits.size() - at < fewest_digits) continue;
    std::string bytes;
    for (std::size_t i = at; i + 1 < digits.size(); i += 2) bytes += static_cast<char>(*read_hex(digits, i, 2));
    text = std::move(bytes);
    return true;
  }
  return false;
}

}  // namespace

// In each line an offset, then up to 16 bytes, then perhaps their characters.
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

bool decode_hex_digits(std::string& text, Effort&) {
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

}  // namespace imskit
