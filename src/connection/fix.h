// Every repair of a value, once: its code, and its title for a button.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace imskit {

// Rows X(name, title). `{word}` in a title is one of the words, as in its message.
// clang-format off
#define IMSKIT_FIXES(X) \
  X(swap, "Swap {label} and {belongs}") \
  X(move, "Move it to {belongs}") \
  X(remove_label, "Remove the label") \
  X(trim_quotes, "Remove the quotes") \
  X(remove_comment, "Remove the comment") \
  X(remove_punctuation, "Remove the punctuation") \
  X(remove_prefix, "Remove “{given}”") \
  X(decode_url, "Decode the value") \
  X(remove_white_space, "Remove the spaces and line breaks") \
  X(keep_one, "Keep only one") \
  X(plain_characters, "Use plain characters") \
  X(decode_base64, "Decode the value") \
  X(keep_value, "Keep only the value") \
  X(add_suffix, "Add {expected}") \
  X(fix_case, "Correct the capitalization") \
  X(use_host_only, "Keep only the host") \
  X(correct_address, "Correct the address") \
  X(use_https, "Use https") \
  X(use_jwt_endpoint, "Use {example}") \
  X(remove_query, "Remove the query") \
  X(remove_doubled_slash, "Remove the doubled slash") \
  X(metascope_name, "Keep only the name of the metascope") \
  X(split_entries, "Split it into separate entries") \
  X(make_list, "Make it a list") \
  X(rename, "Rename it to {nearest}")
// clang-format on

enum class FixCode : std::uint8_t {
#define IMSKIT_ENUMERATOR(code, title) code,
  IMSKIT_FIXES(IMSKIT_ENUMERATOR)
#undef IMSKIT_ENUMERATOR
};

struct FixRule {
  std::string_view name;
  std::string_view title;
};

inline constexpr auto fix_rules = std::to_array<FixRule>({
#define IMSKIT_RULE(code, title) {#code, title},
    IMSKIT_FIXES(IMSKIT_RULE)
#undef IMSKIT_RULE
});

constexpr const FixRule& rule_of(FixCode code) { return fix_rules[static_cast<std::size_t>(code)]; }

}  // namespace imskit
