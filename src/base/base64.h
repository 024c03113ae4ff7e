// base64 (RFC 4648 section 4) and base64url without padding (section 5; RFC 7515 section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secret.h"
#include "text.h"

namespace imskit {

constexpr bool is_base64(char c) { return is_digit(c) || is_alpha(c) || c == '+' || c == '/' || c == '='; }

std::string encode_base64(std::span<const std::uint8_t> bytes);
std::string encode_base64url(std::span<const std::uint8_t> bytes);

// Strict: no white space, complete padding; nullopt for anything else. Constant time in the characters.
std::optional<Secret> decode_base64(std::string_view text);

// The longest prefix of `text` that consists of whole words of base64 characters, and white space.
std::string_view base64_run(std::string_view text);

// Strict: no padding, no white space, and no bits set after the last byte; nullopt for anything else.
std::optional<std::vector<std::uint8_t>> decode_base64url(std::string_view text);

}  // namespace imskit
