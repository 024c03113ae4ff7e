// Decides whether a value of a credential file fits its name, by the shapes of shapes.h and by how specific the name
// is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "connection.h"
#include "credential_names.h"
#include "stand_in.h"

namespace imskit {

enum class Fit : std::uint8_t { right, possible, wrong };

struct Verdict {
  Fit fit;
  std::string_view reason = {};          // of a wrong one: “it is …”
  std::optional<StandIn> stand_in = {};  // what is in place of the value
};

// A loose name needs a value of the right shape: any other is `wrong` without a reason.
Verdict judge_value(Field field, std::string_view text, Rank rank);

// The field that the text belongs in, regardless of its name; Field::none if the shape is not certain. A client
// ID is not certain: other products have 32 hexadecimal digits as well.
Field certain_field(std::string_view text);

// True if the text names a key file, also in an expression that reads it: fs.readFileSync('./private.key').
bool names_file(std::string_view text);

}  // namespace imskit
