// How a function of api.h is called from JavaScript, through the channel.
#pragma once

#include <emscripten/bind.h>

#include <tuple>
#include <type_traits>

#include "answer.h"
#include "channel.h"
#include "wiped_stack.h"

namespace imskit::wasm {

inline Channel channel;

inline int address_of(const void* data) { return static_cast<int>(reinterpret_cast<std::size_t>(data)); }

// Runs a call whose answer JavaScript fetches. Not inlined, so that the frame is below the one that calls wipe_stack.
template <typename Call>
[[gnu::noinline]] int run(const Call& call) {
  return channel.answer(call());
}

// Runs a call that was given this many bytes, and wipes what it leaves behind. Returns what Channel::answer does.
template <typename Call>
int enter(int bytes, const Call& call) {
  const int size = run(call);
  channel.clear(static_cast<std::size_t>(bytes));
  wipe_stack();
  return size;
}

// A function of api.h that takes texts, as one that takes their sizes.
template <auto function>
struct Bound;

template <typename... Views, api::Answer (*function)(Views...)>
struct Bound<function> {
  static int call(std::conditional_t<true, int, Views>... sizes) {
    return enter((sizes + ... + 0), [=] {
      std::size_t start = 0;
      const auto take = [&](int size) {
        const api::View part(channel.given_text(start + static_cast<std::size_t>(size)).substr(start));
        start += part.size();
        return part;
      };
      return std::apply(function, std::tuple<std::conditional_t<true, api::View, Views>...>{take(sizes)...});
    });
  }
};

// Binds the addresses through which texts cross. Call it in EMSCRIPTEN_BINDINGS.
inline void bind_channel() {
  emscripten::function(
      "textAddress", +[](int bytes) { return address_of(channel.text(static_cast<std::size_t>(bytes))); });
  emscripten::function("answerAddress", +[] { return address_of(channel.answered()); });
}

}  // namespace imskit::wasm
