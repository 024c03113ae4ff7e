#include "wrapping.h"

#include <utility>

#include "wrapping_layers.h"

namespace imskit {

Reading read_value(std::string_view text, StandInWords words, Field field) {
  constexpr int deepest = 8;
  Reading reading{.core = std::string(text)};
  bool outermost = true;  // all layers so far are of the same wrapping
  for (int depth = 0;; ++depth) {
    reading.shape = shape_of(reading.core);
    // A client secret that is too long may be one that was pasted twice.
    const bool odd = (reading.shape == Shape::client_secret && !is_certain(reading.shape, reading.core)) ||
                     (reading.shape == Shape::audience && field == Field::client_id) ||  // it ends in the ID
                     ((reading.shape == Shape::url || reading.shape == Shape::file_path) &&
                      (is_address(field) || field == Field::meta_scopes));
    if ((reading.shape != Shape::unknown && !odd) || depth == deepest) break;
    auto taken = take_certain_layer(reading.core, field);
    if (!taken) {
      reading.stand_in = find_stand_in(reading.core, words);
      if (reading.stand_in) break;
      taken = take_likely_layer(reading.core, field);
    }
    if (!taken) break;
    if (depth == 0) {
      reading.wrapping = taken->wrapping;
      reading.given = taken->given;
    }
    outermost = outermost && taken->wrapping == reading.wrapping;
    if (outermost) reading.next = taken->inner;
    reading.core = std::move(taken->inner);
  }
  if (reading.wrapping != Wrapping::none && is_certain(reading.shape, reading.core)) reading.next = reading.core;
  return reading;
}

}  // namespace imskit
