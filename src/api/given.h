// A connection as JavaScript gives it: texts of known size, and the kinds of the values that are not text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "connection.h"
#include "issue.h"

namespace imskit::api {

// Stands for a value that is not what its field takes. The same numbers are in js/core/boundary.js.
enum class Unfit : std::int32_t {
  absent = -1,  // undefined
  null = -2,
  boolean = -3,
  number = -4,
  text = -5,        // in a field that takes a list
  list = -6,        // in a field that takes a text
  mixed_list = -7,  // has entries that are not text
  object = -8,      // anything else
};

struct GivenConnection {
  // One entry for each field, in the order of the field table: the size of its text in bytes, the number of entries of
  // its list, or Unfit. Then the size of the context's current name, or Unfit::absent. Then the size of each list entry
  // (of metaScopes, then of scopes), and of the name of each unknown property. A list with Unfit::text has one entry:
  // that text.
  std::span<const std::int32_t> sizes;
  std::string_view text;  // all these texts, one after the other, UTF-8
};

inline constexpr std::size_t current_name_place = field_count;

struct ReadConnection {
  Connection connection;                                           // as given, not normalized
  std::array<std::optional<std::string_view>, field_count> given;  // of the fields that are text, views of the input
  std::optional<std::string_view> current_name;
  std::vector<Issue> issues;  // wrong types and unknown properties
  // The names in the texts that were given in place of lists.
  std::optional<std::vector<std::string>> meta_scopes_from_text;
  std::optional<std::vector<std::string>> scopes_from_text;
};

ReadConnection read_connection(const GivenConnection& given);

}  // namespace imskit::api
