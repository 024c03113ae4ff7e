#include "validate.h"

#include <algorithm>
#include <utility>

#include "check.h"
#include "key_cache.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view hosted_agent_name = "Informatica Cloud Hosted Agent";

void check_name(const Check& check) {
  const std::string key = name_key(check.text(Field::name));
  if (check.context.current_name && name_key(*check.context.current_name) == key) return;
  const std::string_view taken = check.context.taken_names.find(key);
  if (!taken.empty()) check.add(Field::name, Code::not_unique, {{"name", taken}});
}

void check_type(const Check& check) {
  const auto type = check.text(Field::type);
  if (type == connection_type) return;
  const Params params = {{"expected", connection_type}};
  if (!equals_ignoring_case(trim(type), connection_type)) return check.add(Field::type, Code::unsupported_type, params);
  check.add_with_value(Field::type, Code::unsupported_type, params, FixCode::fix_case, connection_type);
}

std::string_view describe_kind(std::string_view kind) {
  return kind == environment_kinds[1] ? "a Hosted Agent" : "serverless";
}

void check_runtime_environment(const Check& check) {
  const std::string_view name = check.text(Field::runtime_environment);
  const auto& known = check.context.runtime_environments;
  const auto found = std::ranges::find_if(
      known, [&](const RuntimeEnvironment& one) { return equals_ignoring_case(trim_spaces(one.name), name); });
  const bool listed = found != known.end();
  const std::string_view kind = listed                                          ? std::string_view(found->kind)
                                : equals_ignoring_case(name, hosted_agent_name) ? environment_kinds[1]
                                                                                : secure_agent_kind;
  if (kind != secure_agent_kind) {
    check.add(Field::runtime_environment, Code::unsupported_runtime, {{"name", name}, {"given", describe_kind(kind)}});
  } else if (!listed && !known.empty()) {
    check.add(Field::runtime_environment, Code::unknown_runtime, {{"name", name}});
  }
}

void check_private_key(const Check& check) {
  const auto& report =
      inspect_key_cached(check.text(Field::private_key), check.text(Field::passphrase), check.text(Field::certificate));
  for (const auto& issue : report.issues) {
    Issue found = to_issue(issue);
    if (!check.settled.has(found.field)) check.issues.push_back(std::move(found));
  }
  const auto now = check.context.now_seconds;
  if (auto expired = now ? check_expired(report, *now) : std::nullopt) check.issues.push_back(to_issue(*expired));
}

struct FieldCheck {
  Field field;
  void (*run)(const Check&);
};

// Each runs if its field has a value, and no error so far.
constexpr FieldCheck field_checks[] = {
    {Field::name, check_name},
    {Field::type, check_type},
    {Field::runtime_environment, check_runtime_environment},
    {Field::client_id, check_client_id},
    {Field::client_secret, check_client_secret},
    {Field::technical_account_id, check_technical_account_id},
    {Field::organization_id, check_organization_id},
    {Field::private_key, check_private_key},
    {Field::ims_host, check_ims_host},
    {Field::ims_exchange, check_ims_exchange},
};

constexpr FieldSet key_fields = {Field::private_key, Field::passphrase, Field::certificate};

// The fields that were checked, hold a value and have no issue.
FieldSet fields_without_issue(const Check& check) {
  FieldSet with_issue = check.settled;
  for (const Issue& issue : check.issues) {
    if (issue.field != Field::none) with_issue.add(issue.field);
  }
  FieldSet clean;
  for (const auto& rule : field_rules) {
    if (check.is_asked(rule.field) && !check.text(rule.field).empty() && !with_issue.has(rule.field))
      clean.add(rule.field);
  }
  return clean;
}

void run_checks(const Check& check) {
  const Readings readings(check.connection);
  diagnose_values(check, readings);
  for (const auto& rule : field_rules) {
    const bool asked = check.is_asked(rule.field) && rule.kind != Kind::lines && !readings.is_clean(rule.field);
    if (asked && !check.is_done(rule.field)) check_text(check, rule);
  }
  for (const auto& [field, run] : field_checks) {
    // The check of the key also reports on the passphrase and the certificate.
    const bool asked =
        check.is_asked(field) || (field == Field::private_key && check.context.fields.has_any(key_fields));
    const bool clean = readings.is_clean(field) && is_identifier(field);
    if (asked && !clean && !check.text(field).empty() && !check.is_done(field)) run(check);
  }
  check_lists(check);
  readings.remember_clean(fields_without_issue(check));
}

}  // namespace

bool Check::is_done(Field field) const {
  if (settled.has(field)) return true;
  return std::ranges::any_of(issues, [&](const Issue& issue) { return issue.field == field && issue.is_error(); });
}

FieldSet needed_fields(FieldSet fields) {
  if (fields.has_any(key_fields)) fields.add(key_fields);
  if (fields.has(Field::ims_exchange)) fields.add(Field::ims_host);
  return fields;
}

bool needs_all_fields(const Connection& connection, FieldSet fields) {
  // No value belongs in these, so nothing can be swapped with them unless their own value belongs elsewhere.
  constexpr FieldSet homeless = {Field::name,       Field::description, Field::type, Field::runtime_environment,
                                 Field::passphrase, Field::certificate};
  const Readings readings(connection);
  return std::ranges::any_of(field_rules, [&](const FieldRule& rule) {
    if (!fields.has(rule.field) || connection.text(rule.field).empty() || readings.is_clean(rule.field)) return false;
    return !readings.is_plain(rule.field) || (readings.home(rule.field) != rule.field && !homeless.has(rule.field));
  });
}

std::vector<Issue> validate(const Connection& connection, const Context& context, std::vector<Issue> found) {
  std::vector<Issue> issues = std::move(found);
  FieldSet settled;
  run_checks({connection, context, issues, settled});
  std::erase_if(issues, [&](const Issue& issue) {
    return issue.field == Field::none ? context.fields != FieldSet::all() : !context.fields.has(issue.field);
  });
  return issues;
}

// A counting sort: a field has two places, for its errors and its warnings.
void sort(std::vector<Issue>& issues) {
  const auto place_of = [](const Issue& issue) {
    return 2 * static_cast<std::size_t>(issue.field) + (issue.is_error() ? 0 : 1);
  };
  std::array<std::size_t, 2 * (field_count + 1) + 1> starts{};
  for (const auto& issue : issues) ++starts[place_of(issue) + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  std::vector<Issue> sorted(issues.size());
  for (auto& issue : issues) sorted[starts[place_of(issue)]++] = std::move(issue);
  issues = std::move(sorted);
}

bool is_valid(const std::vector<Issue>& issues) { return std::ranges::none_of(issues, &Issue::is_error); }

Connection apply_fix(const Connection& connection, Field field, Code code, FixCode fix) {
  Connection repaired = connection;
  Connection normal = connection;
  normalize(normal);
  const RequestedFix requested{field, code, fix, repaired};
  const Context context;
  std::vector<Issue> issues;
  FieldSet settled;
  run_checks({normal, context, issues, settled, &requested});
  return repaired;
}

}  // namespace imskit
