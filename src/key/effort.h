// Bounds the work of reading one key, so that no paste blocks a page. Work is counted and not timed, so the same text
// gives the same result on every machine.
#pragma once

#include <cstddef>

namespace imskit {

// One unit of work is about as much as looking at one character. Each kind of work says how much it counts where it is
// done.
class Effort {
 public:
  explicit Effort(std::size_t limit) : left_(limit) {}

  // Counts work before it is done. False if it exceeds what is left: then the caller must not do it.
  [[nodiscard]] bool spend(std::size_t work) {
    const bool affordable = work <= left_;
    if (affordable) {
      left_ -= work;
      spent_ += work;
    }
    return affordable;
  }

  std::size_t left() const { return left_; }
  std::size_t spent() const { return spent_; }

 private:
  std::size_t left_;
  std::size_t spent_ = 0;
};

// The most work of PrivateKey::read(): reading the text, then rebuilding a damaged key with what is left. Takes up to
// 50 ms on a current server CPU. Decrypting a key is not counted.
inline constexpr std::size_t max_effort = 9'000'000;

// The most work of reading a text, where nothing is rebuilt.
inline constexpr std::size_t reading_effort = max_effort / 2;

}  // namespace imskit
