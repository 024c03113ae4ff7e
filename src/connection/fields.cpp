#include "fields.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "credential_names.h"

namespace imskit {
namespace {

static_assert(std::ranges::all_of(field_rules, [](const FieldRule& rule) { return &rule_of(rule.field) == &rule; }),
              "field_rules is in the order of Field");

// The Levenshtein distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

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
    const std::size_t d = distance(given, bare_name(rule.name));
    if (d < best) {
      best = d;
      nearest = {&rule, d == 0};
    }
  }
  return nearest;
}

}  // namespace imskit
