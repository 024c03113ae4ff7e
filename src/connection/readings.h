// What the values of a connection turn out to be, and which field each belongs in.
#pragma once

#include <array>
#include <cstddef>

#include "connection.h"
#include "fields.h"
#include "wrapping.h"

namespace imskit {

// IMS host and exchange.
bool is_address(Field field);

// The readings of all fields, made once. Lists have none: list_diagnosis.cpp reads them entry by entry.
class Readings {
 public:
  // Precondition: the connection is normalized. It is not needed afterwards.
  explicit Readings(const Connection& connection);

  // The reading of an empty or very long value, and of a default, is empty.
  const Reading& of(Field field) const { return readings_[static_cast<std::size_t>(field)]; }

  // The field that the value belongs in; Field::none if that is not certain.
  Field home(Field field) const { return homes_[static_cast<std::size_t>(field)]; }

 private:
  std::array<Reading, field_count> readings_;
  std::array<Field, field_count> homes_;
};

}  // namespace imskit
