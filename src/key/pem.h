// From pasted text to DER: RFC 7468 and RFC 1421, read leniently, with every repair named.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "der.h"
#include "key_issue.h"
#include "repair.h"
#include "secret.h"

namespace imskit {

// The DEK-Info of a legacy encrypted key (RFC 1421 section 4.6.1.3).
struct LegacyEncryption {
  std::string algorithm;  // as OpenSSL names it: AES-128-CBC
  std::string iv;         // hex
};

struct PemBlock {
  DerKind kind;
  Secret der;
  std::optional<LegacyEncryption> encryption;  // of `der`, whose kind is then what the label says
  Repairs repairs;
};

// The only private key in the text; other sections around it do not matter. On failure the code says what is there
// instead, or what is missing.
std::expected<PemBlock, KeyCode> read_private_pem(std::string text);

// The first public key or certificate in the text.
std::expected<PemBlock, KeyCode> read_public_pem(std::string text);

std::string write_pem(std::string_view label, Bytes der);

}  // namespace imskit
