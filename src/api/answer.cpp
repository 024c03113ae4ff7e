#include "answer.h"

#include <algorithm>

#include "validate.h"

namespace imskit::api {

void write(JsonWriter& json, const Issue& issue) {
  const CodeRule& rule = rule_of(issue.code);
  json.open_object().member("field", issue.field_name()).member("code", rule.name);
  json.member("severity", name_of(rule.severity)).member("message", issue.message());
  if (const auto hint = issue.hint(); !hint.empty()) json.member("hint", hint);
  if (!issue.params.empty()) {
    json.key("params").open_object();
    for (const auto& [name, text, is_number] : issue.params) {
      json.key(name);
      is_number ? json.digits(text) : json.value(text);
    }
    json.close_object();
  }
  if (issue.fix) {
    json.key("fix").open_object().member("code", rule_of(*issue.fix).name);
    json.member("title", issue.fix_title()).close_object();
  }
  json.close_object();
}

void write_issues(JsonWriter& json, const std::vector<Issue>& issues) {
  json.key("issues").open_array();
  for (const auto& issue : issues) write(json, issue);
  json.close_array();
}

void write_connection(JsonWriter& json, const Connection& connection) {
  json.key("connection").open_object();
  for (const auto& rule : field_rules) {
    if (const auto& text = connection[rule.field]) json.member(rule.name, *text);
  }
  if (connection.meta_scopes) json.member(rule_of(Field::meta_scopes).name, *connection.meta_scopes);
  if (connection.scopes) json.member(rule_of(Field::scopes).name, *connection.scopes);
  json.close_object();
}

Answer failure(Error error) {
  JsonWriter json;
  json.open_object().member("code", name_of(error.code)).member("message", error.message);
  if (!error.issues.empty()) {
    const auto first = std::ranges::find_if(error.issues, &Issue::is_error);
    json.member("field", first->field_name());
    if (const auto hint = first->hint(); !hint.empty()) json.member("hint", hint);
    std::rotate(error.issues.begin(), first, first + 1);
    write_issues(json, error.issues);
  }
  return {json.close_object().take(), true};
}

Answer wrong_argument(std::string message) { return failure({ErrorCode::argument, std::move(message)}); }

Answer connection_failure(std::vector<Issue> issues) {
  sort(issues);
  std::string message = "The connection cannot be used: " + std::ranges::find_if(issues, &Issue::is_error)->message();
  return failure({ErrorCode::connection_invalid, std::move(message), std::move(issues)});
}

Answer key_failure(const KeyIssue& key_issue) {
  Issue issue = to_issue(key_issue);
  std::string message = issue.message();
  return failure({ErrorCode::key_invalid, std::move(message), {std::move(issue)}});
}

Answer jwt_failure(JwtError error) {
  using enum ErrorCode;
  constexpr ErrorCode codes[] = {jwt_malformed, jwt_algorithm, jwt_critical, jwt_signature,
                                 signing_failed};  // in the order of JwtErrorCode
  return failure({codes[static_cast<std::size_t>(error.code)], std::move(error.message)});
}

}  // namespace imskit::api
