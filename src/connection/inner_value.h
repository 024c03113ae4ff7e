// The one value of a field inside other text: in a sentence, a line of a log, a command, a query.
#pragma once

#include <optional>
#include <string_view>

#include "fields.h"

namespace imskit {

struct InnerValue {
  std::string_view value;
  std::string_view before;  // the text in front of it
};

// How sure a value must be by itself.
enum class Certainty : bool {
  shape,  // of the shape that the field has
  exact,  // also as long as Adobe issues it: a word and an account whose ID was broken have the shape too
};

// False for an account whose ID has another length than Adobe gives it. True for any other text.
bool is_exact_account(std::string_view text);

// nullopt if the text has no value of the field, or several. In the description and the private key, only a client
// secret counts, and nothing in other fields that take any text. `Field::none` stands for any of the IDs and the
// secret. Valid as long as the text.
std::optional<InnerValue> find_inner_value(std::string_view text, Field field, Certainty certainty);

}  // namespace imskit
