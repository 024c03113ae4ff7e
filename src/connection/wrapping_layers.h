// The layers around a value, one at a time, from the outside in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wrapping.h"

namespace imskit {

struct Layer {
  Wrapping wrapping;
  std::string inner;       // trimmed, not empty
  std::string given = {};  // see Reading
};

// True for a complete value that belongs in a known field. `shape` is the shape of the text.
bool is_certain(Shape shape, std::string_view text);

// What no placeholder has around it, such as a label: CLIENT_ID=${X} is a placeholder, and $env:CLIENT_ID = "…" is not.
// nullopt if there is none. `text` is trimmed.
std::optional<Layer> take_certain_layer(std::string_view text, Field field);

// Any other layer. Precondition: the text is no stand-in.
std::optional<Layer> take_likely_layer(std::string_view text, Field field);

}  // namespace imskit
