#include "channel.h"

#include <utility>

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
  if (answer.incomplete) return incomplete;
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

}  // namespace imskit::wasm
