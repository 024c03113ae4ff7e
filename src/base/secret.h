// Bytes that wipe themselves when they are destroyed. Movable but not copyable, so that a secret has one place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace imskit {

// Overwrites with zeros. The compiler cannot remove it as a dead store.
inline void wipe(void* data, std::size_t size) {
  if (size == 0) return;
  std::memset(data, 0, size);
  __asm__ __volatile__("" : : "r"(data) : "memory");
}

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size) : data_(new std::uint8_t[size]()), size_(size) {}
  explicit Secret(std::string_view text) : Secret(text.size()) {
    if (!text.empty()) std::memcpy(data_.get(), text.data(), text.size());
  }
  Secret(Secret&& other) noexcept : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Secret() { wipe(data_.get(), size_); }

  std::uint8_t* data() { return data_.get(); }
  const std::uint8_t* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  std::span<const std::uint8_t> bytes() const { return {data_.get(), size_}; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_.get()), size_}; }

  // Wipes and drops the bytes from `size` on. Precondition: size <= this->size().
  void shrink(std::size_t size) {
    wipe(data_.get() + size, size_ - size);
    size_ = size;
  }

 private:
  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t size_ = 0;
};

}  // namespace imskit
