// Recognizes what people paste instead of a key.
#pragma once

#include <optional>
#include <string_view>

#include "key_issue.h"

namespace imskit {

// Key files that are neither PEM nor DER, recognized by how one of their lines or words begins.
std::optional<KeyCode> name_plain_text(std::string_view text);

// Texts and files that hold no key: paths, placeholders, masked values, tokens, archives, encrypted files and the like.
// Call this only if the text does not read as a key, because a key may be next to any of these.
std::optional<KeyCode> name_other_text(std::string_view text);

}  // namespace imskit
