#include "channel.h"

#include <emscripten/stack.h>

#include <algorithm>

namespace imskit::wasm {

char* Channel::text(std::size_t bytes) {
  if (bytes > small_text) {
    large_text_ = Secret(bytes);
    text_ = reinterpret_cast<char*>(large_text_.data());
  }
  return text_;
}

std::int32_t* Channel::sizes(std::size_t count) {
  if (count > small_sizes) {
    large_sizes_.resize(count);
    sizes_ = large_sizes_.data();
  }
  return sizes_;
}

int Channel::answer(api::Answer answer) {
  answer_ = std::move(answer.text);
  const int size = static_cast<int>(answer_.size());
  return answer.failed ? -1 - size : size;
}

void Channel::clear(std::size_t bytes) {
  wipe(text_, bytes);
  text_ = small_text_;
  sizes_ = small_sizes_;
  large_text_ = Secret();
  large_sizes_ = {};
}

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
