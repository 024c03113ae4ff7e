#include "connection.h"

#include <algorithm>
#include <utility>

#include "text.h"
#include "url.h"

namespace imskit {
namespace {

static_assert(std::ranges::all_of(field_rules, [](const FieldRule& rule) { return &rule_of(rule.field) == &rule; }),
              "field_rules stand in the order of Field");

// Names as people vary them: client_id, Client-ID, "client id".
std::string bare(std::string_view name) {
  std::string out = ascii_lower(name);
  std::erase_if(out, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return out;
}

// Levenshtein's distance.
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

void trim_as(std::string& value, Trim how) {
  if (how == Trim::spaces) value = trim_spaces(value);
  if (how == Trim::white_space) value = trim(value);
}

// The base URL, without its trailing slash.
void normalise_host(std::string& host) {
  const auto url = parse_url(host);
  if (url && url->path.find_first_not_of('/') == std::string::npos) host = url->origin();
}

void normalise_exchange(Connection& connection) {
  auto& exchange = connection[Field::ims_exchange];
  if (exchange) {
    if (const auto url = parse_url(*exchange)) exchange = url->text();
    return;
  }
  const auto host = parse_url(connection.text(Field::ims_host));
  if (host && host->path.empty()) exchange = host->origin() + std::string(exchange_path);
}

}  // namespace

const FieldRule* find_field(std::string_view name) {
  const auto* found = std::ranges::find(field_rules, name, &FieldRule::name);
  return found == field_rules.end() ? nullptr : found;
}

const FieldRule* nearest_field(std::string_view name) {
  constexpr std::size_t longest = 40;  // no name of a field is nearly as long
  if (name.size() > longest) return nullptr;
  const std::string given = bare(name);
  const FieldRule* nearest = nullptr;
  std::size_t best = std::min<std::size_t>(given.size() / 3, 3) + 1;  // further away than this is no slip of the hand
  for (const auto& rule : field_rules) {
    const std::size_t d = distance(given, bare(rule.name));
    if (d < best) {
      best = d;
      nearest = &rule;
    }
  }
  return nearest;
}

void normalise(Connection& connection) {
  for (const auto& rule : field_rules) {
    auto& value = connection[rule.field];
    if (!value) continue;
    trim_as(*value, rule.trim);
    if (value->empty()) value.reset();
  }
  for (const auto& rule : field_rules) {
    if (auto& value = connection[rule.field]; !value && !rule.fallback.empty()) value = rule.fallback;
  }
  normalise_host(*connection[Field::ims_host]);
  normalise_exchange(connection);
}

std::string name_key(std::string_view name) { return ascii_lower(trim_spaces(name)); }

}  // namespace imskit
