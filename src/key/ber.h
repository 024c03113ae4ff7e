// From BER to DER (X.690), for keys with indefinite lengths.
#pragma once

#include <optional>

#include "der.h"
#include "secret.h"

namespace imskit {

// Rewrites an element with definite lengths in their shortest form, and each OCTET STRING in one piece. Bytes after the
// element are dropped. Values are not changed. nullopt if it is not BER, is cut off, or is nested more than 16 deep.
std::optional<Secret> ber_to_der(Bytes ber);

// True if the bytes start with a SEQUENCE of indefinite length.
inline bool is_indefinite(Bytes bytes) { return bytes.size() > 1 && bytes[0] == 0x30 && bytes[1] == 0x80; }

}  // namespace imskit
