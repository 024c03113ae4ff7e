// From pasted text to the DER of a key: RFC 7468, read leniently; names what is not a private key.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "issue.h"
#include "secret.h"

namespace imskit {

enum class KeyFormat : std::uint8_t { pkcs8, pkcs1 };

constexpr std::string_view name_of(KeyFormat format) { return format == KeyFormat::pkcs8 ? "PKCS#8" : "PKCS#1"; }

struct PrivateKeyDer {
  KeyFormat format;
  Secret der;
};

// The only private key in the text; other sections around it do not matter. On failure the code says what is there
// instead.
std::expected<PrivateKeyDer, Code> read_private_key_pem(std::string_view text);

enum class PublicKeyFormat : std::uint8_t { spki, pkcs1, certificate };

struct PublicKeyDer {
  PublicKeyFormat format;
  std::vector<std::uint8_t> der;
};

// The first public key or certificate in the text.
std::expected<PublicKeyDer, Code> read_public_key_pem(std::string_view text);

std::string write_pem(std::string_view label, std::span<const std::uint8_t> der);

}  // namespace imskit
