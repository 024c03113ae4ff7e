// Keeps the report of the last key between calls, so that typing in another field does not read the key again.
#pragma once

#include <string_view>

#include "key_report.h"

namespace imskit {

// Returns what inspect_key(text, passphrase, certificate) returns. The report of the last key is cached under a keyed
// hash (SipHash-2-4 with 128 bits and a random key of this process) of key, passphrase and certificate. Nothing else of
// these three is kept. If no entropy is available, nothing is cached. The reference is valid until the next call.
const KeyReport& inspect_key_cached(std::string_view text, std::string_view passphrase, std::string_view certificate);

}  // namespace imskit
