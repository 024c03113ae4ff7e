// Reads the text that scripts/inline.js writes. A WebAssembly module by itself, because the same loop in JavaScript
// takes longer than compiling the core: it runs only once, so engines interpret it.
//
// The text is printable ASCII without what a string literal escapes: a backtick, an alphabet of 89 characters, 87 bytes
// as two hexadecimal digits each, and the content. Those bytes take one character each. All others, in ascending order,
// take two: one of the last two characters of the alphabet, then one that counts. A byte never shares a character with
// the next one, so the text compresses almost as well as the bytes.
#include <cstddef>
#include <cstdint>

namespace {

constexpr std::size_t singles = 87;
constexpr std::size_t escapes = 2;

// What a character means by itself, after the first escape, and after the second. Static, since the module has no
// stack.
std::uint8_t table[1 + escapes][128];
bool is_single[256];

constexpr std::uint8_t hex_digit(std::uint8_t c) {
  return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

}  // namespace

// Replaces the text by the bytes, and returns how many there are.
extern "C" std::size_t imskit_unpack(std::uint8_t* text, std::size_t size) {
  const std::uint8_t* alphabet = text + 1;
  const std::uint8_t* frequent = alphabet + singles + escapes;
  for (std::size_t i = 0; i < singles; ++i) {
    const auto byte = static_cast<std::uint8_t>(hex_digit(frequent[2 * i]) << 4 | hex_digit(frequent[2 * i + 1]));
    table[0][alphabet[i]] = byte;
    is_single[byte] = true;
  }
  std::size_t others = 0;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    if (is_single[byte]) continue;
    table[1 + others / singles][alphabet[others % singles]] = static_cast<std::uint8_t>(byte);
    ++others;
  }
  const std::uint8_t first_escape = alphabet[singles];
  const std::uint8_t* from = frequent + 2 * singles;
  const std::uint8_t* const end = text + size;
  std::uint8_t* to = text;
  while (from < end) {
    const std::uint8_t c = *from++;
    *to++ = c < first_escape ? table[0][c] : table[1 + c - first_escape][*from++];
  }
  return static_cast<std::size_t>(to - text);
}
