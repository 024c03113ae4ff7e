#include "fields.h"

#include <algorithm>
#include <string>

#include "credential_names.h"
#include "text.h"

namespace imskit {
namespace {

static_assert(std::ranges::all_of(field_rules, [](const FieldRule& rule) { return &rule_of(rule.field) == &rule; }),
              "field_rules is in the order of Field");

}  // namespace

const FieldRule* find_field(std::string_view name) {
  const auto* found = std::ranges::find(field_rules, name, &FieldRule::name);
  return found == field_rules.end() ? nullptr : found;
}

NearestField nearest_field(std::string_view name) {
  constexpr std::size_t longest = 40;  // twice the longest name: anything longer is not a misspelling
  if (name.size() > longest) return {};
  const std::string given = bare_name(name);
  if (const Field field = field_named(given); field != Field::none) return {&rule_of(field), true};
  NearestField nearest;
  std::size_t best = std::min<std::size_t>(given.size() / 3, 3) + 1;  // one more than a typing mistake changes
  for (const auto& rule : field_rules) {
    const std::size_t d = edit_distance(given, bare_name(rule.name));
    if (d < best) {
      best = d;
      nearest = {&rule, d == 0};
    }
  }
  return nearest;
}

}  // namespace imskit
