#include "arguments.h"

#include <algorithm>

#include "text.h"

namespace imskit {
namespace {

constexpr std::int64_t year_9999 = 253402300799;  // seconds since 1970

// The texts of a list; nullopt if it is not a list or has other values.
std::optional<std::vector<std::string>> to_strings(const Json& json) {
  if (!json.is(Json::Kind::array)) return std::nullopt;
  std::vector<std::string> strings;
  for (const auto& entry : json.entries) {
    if (!entry.is(Json::Kind::string)) return std::nullopt;
    strings.push_back(entry.text);
  }
  return strings;
}

}  // namespace

std::string shortened(std::string_view name) {
  constexpr std::size_t longest = 40;
  const auto head = first_code_points(name, longest);
  return std::string(head) + (head.size() < name.size() ? "…" : "");
}

Arguments::Arguments(std::string_view text, std::string_view name) : json_(parse_json(text)), name_(name) {
  if (!json_.is(Json::Kind::object)) fail("", "an object");
}

void Arguments::fail(std::string_view member, std::string_view expected) {
  if (error_) return;
  error_ = name_;
  if (!member.empty()) error_->append(".").append(member);
  error_->append(" must be ").append(expected);
}

std::optional<std::string> Arguments::optional_text(std::string_view member) {
  const Json* json = json_.find(member);
  if (!json) return std::nullopt;
  if (!json->is(Json::Kind::string)) fail(member, "a string");
  return json->text;
}

std::string Arguments::text(std::string_view member) { return optional_text(member).value_or(""); }

std::vector<std::string> Arguments::texts(std::string_view member) {
  const Json* json = json_.find(member);
  if (!json) return {};
  auto list = to_strings(*json);
  if (!list) fail(member, "an array of strings");
  return list.value_or(std::vector<std::string>());
}

std::int64_t Arguments::whole_number(std::string_view member, std::int64_t fallback, std::int64_t min,
                                     std::int64_t max) {
  const Json* json = json_.find(member);
  if (!json) return fallback;
  if (json->is(Json::Kind::integer) && json->integer >= min && json->integer <= max) return json->integer;
  fail(member, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return fallback;
}

bool Arguments::flag(std::string_view member) {
  const Json* json = json_.find(member);
  if (!json) return false;
  if (!json->is(Json::Kind::boolean)) fail(member, "true or false");
  return json->integer != 0;
}

std::int64_t Arguments::now() { return whole_number("now", 0, 0, year_9999); }

Arguments::Pairs Arguments::pairs(std::string_view member, std::string_view first, std::string_view second,
                                  std::string_view expected) {
  Pairs pairs;
  const Json* json = json_.find(member);
  if (!json) return pairs;
  if (!json->is(Json::Kind::array)) fail(member, expected);
  for (const auto& entry : json->entries) {
    pairs.emplace_back(text_of(entry.find(first)), text_of(entry.find(second)));
    if (pairs.back().first.empty() || pairs.back().second.empty()) fail(member, expected);
  }
  return pairs;
}

std::vector<ListedCertificate> Arguments::certificates() {
  std::vector<ListedCertificate> certificates;
  for (auto& [sha1, expires] :
       pairs("certificates", "sha1", "expires", "an array of { sha1, expires }, as importCredentials gives it")) {
    certificates.push_back({std::move(sha1), std::move(expires)});
  }
  return certificates;
}

std::vector<RuntimeEnvironment> Arguments::environments() {
  constexpr std::string_view member = "runtimeEnvironments";
  constexpr std::string_view expected =
      "an array of { name, kind }, kind one of secure-agent, hosted-agent, serverless";
  std::vector<RuntimeEnvironment> environments;
  for (auto& [name, kind] : pairs(member, "name", "kind", expected)) {
    if (std::ranges::find(environment_kinds, kind) == std::end(environment_kinds)) fail(member, expected);
    environments.push_back({std::move(name), std::move(kind)});
  }
  return environments;
}

Arguments::ChosenFix Arguments::fix() {
  const auto find = [&](const auto& rules, std::string_view member, std::string_view name) {
    const auto found = std::ranges::find(rules, name, [](const auto& rule) { return rule.name; });
    if (found == std::ranges::end(rules)) fail(member, "as in an issue with a fix");
    return static_cast<std::size_t>(found - std::ranges::begin(rules));
  };
  const std::string name = text("field");
  const FieldRule* field = find_field(name);
  const Json* json = json_.find("fix");
  const auto code = find(code_rules, "code", text("code"));
  const auto chosen = find(fix_rules, "fix.code", json ? text_of(json->find("code")) : std::string_view());
  return {field ? field->field : Field::none, name, static_cast<Code>(code), static_cast<FixCode>(chosen)};
}

ClaimsOptions Arguments::claims_options() {
  ClaimsOptions options{.now_seconds = now()};
  options.lifetime_seconds = whole_number("lifetimeSeconds", default_lifetime_seconds, 1, max_lifetime_seconds);
  options.jti = optional_text("jti");
  options.issued_at = flag("issuedAt");
  return options;
}

}  // namespace imskit
