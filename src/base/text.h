// Text: UTF-8, case, trimming, hexadecimal digits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace imskit {

inline constexpr char32_t replacement_character = 0xFFFD;

// Removes the first code point from `text` and returns it. A byte that is not valid UTF-8 (RFC 3629) is returned as
// U+FFFD. Precondition: `text` is not empty.
char32_t take_code_point(std::string_view& text);

std::size_t count_code_points(std::string_view text);

// Where the last code point begins. Precondition: `text` is not empty.
std::size_t last_code_point(std::string_view text);

// The first `count` code points, or all if there are fewer.
std::string_view first_code_points(std::string_view text, std::size_t count);

std::string to_utf8(char32_t code_point);

// Removes white space from both ends: Unicode's White_Space, and characters that a paste can add invisibly (U+200B,
// U+FEFF).
std::string_view trim(std::string_view text);

// True if the text has no control characters except tab, CR and LF.
inline bool is_plain_text(std::string_view text) {
  return std::ranges::none_of(
      text, [](char c) { return (c >= 0 && c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7F; });
}

// Without white space anywhere: the same characters as trim().
std::string without_white_space(std::string_view text);
bool has_white_space(std::string_view text);

inline bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What word processors write for a hyphen: hyphens, dashes and minus signs of Unicode, but not their full-width forms.
constexpr bool is_long_dash(char32_t c) {
  return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63;
}

// The ASCII character of a full-width form, which input methods of East Asia type (U+FF01 to U+FF5E); any other
// character as it is.
constexpr char32_t from_full_width(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + U'!' : c; }

// Removes only spaces (U+0020) from both ends.
std::string_view trim_spaces(std::string_view text);

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_alpha(char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_hex(char c) { return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f'); }

// The value of a hexadecimal digit. Precondition: is_hex(c).
constexpr int hex_value(char c) { return is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10; }

// The number that `count` hexadecimal digits at `at` write; nullopt if there are not as many. At most 8 digits.
std::optional<char32_t> read_hex(std::string_view text, std::size_t at, std::size_t count);

// Undoes percent-encoding (RFC 3986 section 2.1). nullopt if a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

inline std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

// Two lower-case hex digits for each byte.
std::string to_hex(std::span<const std::uint8_t> bytes);

inline bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, [](char c) { return ascii_lower(c); }, [](char c) { return ascii_lower(c); });
}

// The Levenshtein distance: how many bytes are replaced, inserted and deleted between two texts.
std::size_t edit_distance(std::string_view a, std::string_view b);

inline bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && equals_ignoring_case(text.substr(text.size() - end.size()), end);
}

}  // namespace imskit
