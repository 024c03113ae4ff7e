// The base64 between BEGIN and END, read in several ways. People paste it with line numbers, separators, quotes,
// comment signs and worse between its characters. Each reading guesses what belongs to the key; the key itself proves a
// guess.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "der.h"
#include "effort.h"
#include "repair.h"
#include "secret.h"

namespace imskit {

// One way to take the base64 characters out of a body.
struct BodyReading {
  std::string packed;  // base64 characters only, up to padding that ends them
  std::vector<Repair> repairs;
};

// The literal reading, which is missing if the body has other characters than base64 and white space. If `bold`, then
// all other distinct readings that the effort allows: at most 16, each no longer than the body, and none of a body of
// more than 32 KiB.
std::vector<BodyReading> read_body(std::string_view body, bool bold, Effort& effort);

// A decoded body.
struct BodyBytes {
  Secret bytes;
  bool padding_missing = false;
  bool trailing = false;  // characters after the end of the DER were dropped
};

// Decodes packed base64, with or without its padding. If `der` and the bytes start with a SEQUENCE, its length tells
// where they end, and what follows is dropped. nullopt if characters are missing.
std::optional<BodyBytes> decode_packed(std::string_view packed, bool der);

// The size of the DER element that `start` begins with, tag and length included. 0 if `start` is not the start of a
// SEQUENCE of definite length, or is too short to tell. Needs at most 5 bytes.
std::size_t der_size(Bytes start);

}  // namespace imskit
