// The memory through which JavaScript and the core exchange texts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer.h"
#include "secret.h"

namespace imskit::wasm {

// JavaScript writes the texts of a call one after the other and passes their sizes as numbers. A long list of sizes
// goes into `sizes`. Both have a small buffer at a fixed address, and a large one for the call that asked for it.
class Channel {
 public:
  static constexpr std::size_t small_text = 16384;
  static constexpr std::size_t small_sizes = 128;

  // The address for this many bytes, or sizes, of the next call. The large buffer is zeroed.
  char* text(std::size_t bytes);
  std::int32_t* sizes(std::size_t count);

  // What JavaScript has written for this call.
  std::string_view given_text(std::size_t bytes) const { return {text_, bytes}; }
  std::span<const std::int32_t> given_sizes(std::size_t count) const { return {sizes_, count}; }

  static constexpr int incomplete = INT32_MIN;

  // Keeps the answer for JavaScript, which wipes it. Returns its size n, -1 - n for an error, or `incomplete`.
  int answer(api::Answer answer);
  const char* answered() const { return answer_.data(); }

  // Wipes what JavaScript has written, and frees the large buffers.
  void clear(std::size_t bytes);

 private:
  alignas(8) char small_text_[small_text];
  std::int32_t small_sizes_[small_sizes];
  Secret large_text_;
  std::vector<std::int32_t> large_sizes_;
  char* text_ = small_text_;
  std::int32_t* sizes_ = small_sizes_;
  std::string answer_;
};

}  // namespace imskit::wasm
