#include "answer.h"
#include "api.h"
#include "credentials.h"
#include "key_report.h"
#include "validate.h"

namespace imskit::api {
namespace {

void describe(JsonWriter& json, const FieldRule& rule) {
  json.open_object().member("name", rule.name);
  if (!rule.label.empty()) json.member("label", rule.label);
  json.member("required", rule.required).member("secret", rule.secret).member("multiline", rule.kind == Kind::text);
  const bool list = rule.kind == Kind::lines;
  if (list) json.member("maxItems", static_cast<std::int64_t>(rule.max));
  if (rule.max_bytes == 0) json.member("maxLength", static_cast<std::int64_t>(list ? max_entry_length : rule.max));
  if (rule.trim != Trim::none) json.member("trimmed", true);
  if (rule.jwt_only) json.member("jwtOnly", true);
  if (rule.derived) json.member("derived", true);
  if (!rule.fallback.empty()) json.member("default", rule.fallback);
  if (!rule.where.empty()) json.member("hint", rule.where);
  json.close_object();
}

void describe_fields(JsonWriter& json, std::string_view name, bool on_form) {
  json.key(name).open_array();
  for (const auto& rule : field_rules) {
    if (rule.label.empty() != on_form) describe(json, rule);
  }
  json.close_array();
}

constexpr std::string_view name_of(ParamKind kind) {
  constexpr std::string_view names[] = {"string", "string?", "number"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

Answer describe() {
  JsonWriter json;
  describe_fields(json.open_object(), "fields", true);
  describe_fields(json, "moreFields", false);
  json.key("fieldNames").open_array();
  for (const auto& rule : field_rules) json.value(rule.name);
  json.close_array().key("issues").open_array();
  for (const auto& rule : code_rules) {
    json.open_object().member("code", rule.name).member("severity", name_of(rule.severity));
    json.member("message", rule.message).member("hint", rule.hint).close_object();
  }
  json.close_array().key("fixes").open_array();
  for (const auto& rule : fix_rules) {
    json.open_object().member("code", rule.name).member("title", rule.title).close_object();
  }
  json.close_array().key("params").open_object();
  for (const auto& [name, kind] : param_rules) json.member(name, name_of(kind));
  json.close_object().key("errors").open_array();
  for (const auto& rule : error_rules) {
    json.open_object().member("code", rule.name).member("meaning", rule.meaning).close_object();
  }
  json.close_array().key("repairs").open_array();
  for (const auto& rule : repair_rules) {
    json.open_object().member("code", rule.name).member("message", rule.message).close_object();
  }
  json.close_array().key("runtimeEnvironmentKinds").open_array();
  for (const auto& kind : environment_kinds) json.value(kind);
  return {json.close_array().close_object().take()};
}

}  // namespace imskit::api
