#include "random.h"

#include <unistd.h>

#include <algorithm>

namespace imskit {

bool fill_random(std::span<std::uint8_t> out) {
  constexpr std::size_t most_at_once = 256;  // getentropy's limit
  while (!out.empty()) {
    const std::size_t size = std::min(most_at_once, out.size());
    if (getentropy(out.data(), size) != 0) return false;
    out = out.subspan(size);
  }
  return true;
}

}  // namespace imskit
