// Remembers what values turned out to be, so that typing in one field does not read all the others again.
#pragma once

#include <optional>
#include <string_view>

#include "fields.h"
#include "shapes.h"
#include "siphash.h"

namespace imskit {

// A value with nothing around it, which is no stand-in.
struct KnownValue {
  Shape shape;
  Field home;  // the field that it belongs in; Field::none if that is not certain
  bool clean;  // no check of this value found anything, and none would whatever the other fields hold
};

// Only a keyed hash of a value is kept (text_tag.h), together with its field, and nothing of a field that holds a
// secret. nullopt for those, and if there is no entropy.
std::optional<SipTag> tag_of_value(Field field, std::string_view text);

// nullopt if the value was not remembered, or newer ones took its place.
std::optional<KnownValue> find_known_value(Field field, const SipTag& tag);
void remember_value(Field field, const SipTag& tag, KnownValue value);

}  // namespace imskit
