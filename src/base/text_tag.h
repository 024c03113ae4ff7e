// Recognizes texts that were seen before without keeping them.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "siphash.h"

namespace imskit {

// A keyed hash of a sequence of texts: SipHash-2-4 with 128 bits and a random key of this process. Moving a byte from
// one text to the next gives another tag. nullopt if no entropy is available; then nothing may be remembered.
std::optional<SipTag> tag_of(std::initializer_list<std::string_view> texts);

}  // namespace imskit
