// What a value looks like, whatever its name: whether it can be what its name says.
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
  std::string_view reason = {};          // of a wrong one, for “it is …”
  std::optional<StandIn> stand_in = {};  // what stands in place of the value
};

// A loose name needs a value of the right shape: another one is `wrong` without a reason.
Verdict judge_value(Field field, std::string_view text, Rank rank);

// The field that the text can only be of, by its shape; Field::none if it may be anything.
Field certain_field(std::string_view text);

// True if the text is the name of a file rather than a key.
bool is_file_name(std::string_view text);

}  // namespace imskit
