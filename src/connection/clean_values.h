// Remembers values that gave no issue, so that typing in one field does not diagnose all the others again.
#pragma once

#include <optional>
#include <string_view>

#include "fields.h"

namespace imskit {

// Only a keyed hash of each value is kept (see text_tag.h), and nothing of a field that holds a secret. New values push
// out older ones.

// The field that the value belongs in, if this field was clean with it: the field itself, or Field::none if any text
// may stand there. Otherwise nullopt. `text` is normalized.
std::optional<Field> find_clean_value(Field field, std::string_view text);

// Precondition: the diagnosis and the checks of size and characters find nothing in this value of the field, whatever
// the other fields hold. `text` is normalized.
void remember_clean_value(Field field, std::string_view text, Field home);

}  // namespace imskit
