// What is remembered of a key between calls, so that typing in another field does not read it again.
#pragma once

#include <string_view>

#include "key_report.h"

namespace imskit {

// inspect_key's report, with no list and no time to compare with. That of the last key is kept: what anybody may be
// told, under an HMAC (RFC 2104) of key, passphrase and certificate with a random key of this process; of these three
// nothing is kept. It stands until the next call.
const KeyReport& inspect_key_cached(std::string_view text, std::string_view passphrase, std::string_view certificate);

}  // namespace imskit
