// The issues of stand-ins for a value and of what is around a value: in a field, an entry of a list, a credential file.
#pragma once

#include <cstddef>

#include "issue.h"
#include "stand_in.h"
#include "wrapping.h"

namespace imskit {

constexpr Code code_of(StandIn stand_in) {
  constexpr Code codes[] = {Code::masked, Code::placeholder, Code::secret_reference,
                            Code::shortened};  // in the order of StandIn
  return codes[static_cast<std::size_t>(stand_in)];
}

struct WrappingRule {
  Code code;
  FixCode fix;  // removes this wrapping, and the others too if a certain value is inside
  bool has_given = false;
};
inline constexpr WrappingRule wrapping_rules[] = {
    // in the order of Wrapping, from label on
    {Code::labeled, FixCode::remove_label, true},
    {Code::commented, FixCode::remove_comment},
    {Code::quoted, FixCode::trim_quotes},
    {Code::punctuated, FixCode::remove_punctuation},
    {Code::prefixed, FixCode::remove_prefix, true},
    {Code::url_encoded, FixCode::decode_url},
    {Code::white_space, FixCode::remove_white_space},
    {Code::doubled, FixCode::keep_one},
    {Code::typographic, FixCode::plain_characters},
    {Code::base64_encoded, FixCode::decode_base64},
    {Code::surrounded, FixCode::keep_value},
};

// Precondition: the wrapping is not `none`.
constexpr const WrappingRule& rule_of(Wrapping wrapping) {
  return wrapping_rules[static_cast<std::size_t>(wrapping) - 1];
}

// The parameters of the issue of a reading's wrapping. Precondition: it has one.
inline Params wrapping_params(const Reading& reading) {
  Params params;
  if (rule_of(reading.wrapping).has_given) params.emplace_back(ParamName<false>("given"), reading.given);
  return params;
}

}  // namespace imskit
