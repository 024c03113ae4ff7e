// The values of a connection, and their normal form.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fields.h"

namespace imskit {

// The values as given, or normalized. An absent value is nullopt. An empty one counts as absent.
struct Connection {
  std::array<std::optional<std::string>, field_count> values;  // of the fields that are text
  std::optional<std::vector<std::string>> meta_scopes;
  std::optional<std::vector<std::string>> scopes;

  std::optional<std::string>& operator[](Field field) { return values[static_cast<std::size_t>(field)]; }
  const std::optional<std::string>& operator[](Field field) const { return values[static_cast<std::size_t>(field)]; }

  // The text of a field, empty if it is absent. Valid until the field changes.
  std::string_view text(Field field) const {
    const auto& value = (*this)[field];
    return value ? std::string_view(*value) : std::string_view();
  }
};

// Trims the values of `fields`, puts URLs into normal form and fills in defaults. Values that break a rule stay as they
// are, so that validate() can report them. Normalizing twice gives the same as normalizing once.
void normalize(Connection& connection, FieldSet fields = FieldSet::all());

// True if the exchange is the one that normalize() derives from this host.
bool is_derived_exchange(std::string_view exchange, std::string_view host);

// The key to compare names by: trimmed, ASCII letters in lower case. Two names are equal if their keys are.
std::string name_key(std::string_view name);

}  // namespace imskit
