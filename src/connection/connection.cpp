#include "connection.h"

#include "shapes.h"
#include "text.h"
#include "url.h"

namespace imskit {
namespace {

void trim_value(std::string& value, Trim how) {
  if (how == Trim::spaces) value = trim_spaces(value);
  if (how == Trim::white_space) value = trim(value);
}

// False for a value of another field that could be read as a host name, such as a client ID.
bool may_be_host(std::string_view text) {
  using enum Shape;
  const Shape shape = shape_of(text);
  return shape == unknown || shape == ims_host || shape == ims_exchange || shape == url || shape == meta_scope_url ||
         shape == audience || shape == number || shape == file_path;
}

// Drops a path that consists of slashes.
void normalize_host(std::string& host) {
  if (host == rule_of(Field::ims_host).fallback) return;
  const auto url = parse_url(host);
  if (url && may_be_host(host) && url->path.find_first_not_of('/') == std::string::npos) host = url->origin();
}

// Derives the exchange from a normalized host if it is absent.
void normalize_exchange(Connection& connection) {
  auto& exchange = connection[Field::ims_exchange];
  if (exchange) {
    if (is_derived_exchange(*exchange, rule_of(Field::ims_host).fallback)) return;
    if (const auto url = parse_url(*exchange); url && may_be_host(*exchange)) exchange = url->text();
    return;
  }
  const auto text = connection.text(Field::ims_host);
  const auto host = parse_url(text);
  if (host && may_be_host(text) && host->path.empty()) exchange = host->origin() + std::string(exchange_path);
}

}  // namespace

void normalize(Connection& connection, FieldSet fields) {
  for (const auto& rule : field_rules) {
    if (!fields.has(rule.field)) continue;
    auto& value = connection[rule.field];
    if (value) {
      trim_value(*value, rule.trim);
      if (value->empty()) value.reset();
    }
    if (!value && !rule.fallback.empty()) value = rule.fallback;
  }
  if (fields.has(Field::ims_host)) normalize_host(*connection[Field::ims_host]);
  if (fields.has(Field::ims_exchange)) normalize_exchange(connection);
}

bool is_derived_exchange(std::string_view exchange, std::string_view host) {
  return exchange.starts_with(host) && exchange.substr(host.size()) == exchange_path;
}

std::string name_key(std::string_view name) { return ascii_lower(trim_spaces(name)); }

}  // namespace imskit
