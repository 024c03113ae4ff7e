#include <algorithm>

#include "base64.h"
#include "pem_body.h"
#include "text.h"
#include "text_decoding.h"

namespace imskit {
namespace {

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

// The text up to the first character that is neither base64 nor blank, possibly in the middle of a word.
std::string_view leading_base64(std::string_view text) {
  const auto is_other = [](char c) { return !is_base64(c) && !is_blank(c); };
  return {text.begin(), std::ranges::find_if(text, is_other)};
}

// True if the base64 seems to be that of text, judged by its first bytes.
bool starts_as_text(std::string_view packed) {
  constexpr std::size_t characters = 16;
  const auto bytes = decode_packed(packed.substr(0, characters), false);
  if (!bytes) return false;
  const std::string_view start = bytes->bytes.text();
  return is_plain_text(start) || start.starts_with("\xFF\xFE") || start.contains('\0');
}

}  // namespace

bool cut_out_base64(std::string& text, Effort&) {
  const auto start = find_encoded(text);
  if (start == text.npos) return false;
  const std::string_view rest = std::string_view(text).substr(start);
  const std::string_view run = trim(leading_base64(rest));
  if (run.size() == trim(text).size() || run.size() < shortest_encoded) return false;
  text = std::string(run);
  return true;
}

bool decode_base64_text(std::string& text, Effort& effort) {
  constexpr std::size_t base64_work = 3;  // for each character
  const auto start = find_encoded(text);
  if (start == text.npos) return false;
  const std::string_view rest = std::string_view(text).substr(start);
  const std::string_view run = leading_base64(rest);
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

}  // namespace imskit
