#include "wiped_stack.h"

#include <emscripten/stack.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "secret.h"

namespace imskit::wasm {

[[gnu::noinline]] void wipe_stack() {
  using Block [[gnu::vector_size(16), gnu::may_alias]] = std::uint64_t;
  constexpr std::size_t gap = 8192;
  const std::size_t end = emscripten_stack_get_end();
  for (std::size_t top = emscripten_stack_get_current() & ~(sizeof(Block) - 1); top > end;) {
    const std::size_t bottom = top - std::min(gap, top - end);
    Block used = {};
    for (std::size_t at = bottom; at < top; at += sizeof(Block)) used |= *reinterpret_cast<const Block*>(at);
    if ((used[0] | used[1]) == 0) return;
    wipe(reinterpret_cast<void*>(bottom), top - bottom);
    top = bottom;
  }
}

}  // namespace imskit::wasm
