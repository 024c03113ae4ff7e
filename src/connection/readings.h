// What the values of a connection turn out to be, and which field each belongs in.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "connection.h"
#include "fields.h"
#include "siphash.h"
#include "wrapping.h"

namespace imskit {

// The readings of all fields, made once. Lists have none: list_diagnosis.cpp reads them entry by entry.
class Readings {
 public:
  // Precondition: the connection is normalized. It is not needed afterwards.
  explicit Readings(const Connection& connection);

  // The reading of an empty or very long value, of a default and of a clean value is empty.
  const Reading& of(Field field) const {
    static const Reading empty;
    const auto& reading = readings_[static_cast<std::size_t>(field)];
    return reading ? *reading : empty;
  }

  // The field that the value belongs in; Field::none if that is not certain.
  Field home(Field field) const { return homes_[static_cast<std::size_t>(field)]; }

  // True for a value that is known to be clean (known_values.h).
  bool is_clean(Field field) const { return clean_.has(field); }

  // True for a value that has nothing around it and may belong in its field, whatever the other fields hold.
  bool is_plain(Field field) const;

  // Remembers that the checks of these fields found nothing.
  void remember_clean(FieldSet fields) const;

 private:
  void read(Field field, std::string_view text);
  bool is_bare(Field field) const;  // nothing around the value, and no stand-in
  void remember(Field field, bool clean) const;

  std::array<std::optional<Reading>, field_count> readings_;
  std::array<Field, field_count> homes_;
  std::array<std::optional<SipTag>, field_count> tags_;
  FieldSet clean_;
};

}  // namespace imskit
