#include "api.h"

#include <algorithm>

#include "arguments.h"
#include "base64.h"
#include "claims.h"
#include "connection.h"
#include "credentials.h"
#include "error.h"
#include "json.h"
#include "jwt.h"
#include "key_report.h"
#include "rsa_key.h"
#include "validate.h"

namespace imskit::api {
namespace {

// ---- answers ----

JsonWriter begin(std::string_view name = "value") {
  JsonWriter json;
  json.open_object().key(name);
  return json;
}

Text end(JsonWriter& json) { return json.close_object().take(); }

Text value(std::string_view text) {
  JsonWriter json = begin();
  return end(json.value(text));
}

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

Text failure(const Error& error) {
  JsonWriter json = begin("error");
  json.open_object().member("code", name_of(error.code)).member("message", error.message);
  if (!error.issues.empty()) {
    const auto first = std::ranges::find_if(error.issues, &Issue::is_error);
    json.member("field", first->field_name());
    if (const auto hint = first->hint(); !hint.empty()) json.member("hint", hint);
    write_issues(json, error.issues);
  }
  return end(json.close_object());
}

Text wrong_argument(std::string message) { return failure(Error{ErrorCode::argument, std::move(message)}); }

Error connection_error(std::vector<Issue> issues) {
  sort(issues);
  std::string message = "The connection cannot be used: " + std::ranges::find_if(issues, &Issue::is_error)->message();
  return {ErrorCode::connection_invalid, std::move(message), std::move(issues)};
}

Text key_failure(const KeyIssue& key_issue) {
  const Issue issue = to_issue(key_issue);
  return failure(Error{ErrorCode::key_invalid, issue.message(), {issue}});
}

Text failure(const JwtError& error) {
  using enum ErrorCode;
  constexpr ErrorCode codes[] = {jwt_malformed, jwt_algorithm, jwt_critical, jwt_signature,
                                 signing_failed};  // in the order of JwtErrorCode
  return failure(Error{codes[static_cast<std::size_t>(error.code)], error.message});
}

// ---- reading a connection ----

std::string_view name_of(Json::Kind kind) {
  using enum Json::Kind;
  switch (kind) {
    case null:
      return "null";
    case boolean:
      return "true or false";
    case string:
      return "a text";
    case array:
      return "a list";
    case object:
      return "an object";
    default:
      return "a number";
  }
}

Issue wrong_type(const FieldRule& rule, const Json& json) {
  const bool list = rule.kind == Kind::lines;
  const bool mixed = list && json.is(Json::Kind::array);
  const std::string_view expected = list ? "a list of texts" : "a text";
  return {rule.field,
          Code::invalid_type,
          {{"expected", expected}, {"given", mixed ? "a list of other things" : name_of(json.kind)}}};
}

Issue unknown_field(std::string_view name) {
  Params params = {{"name", shortened(name)}};
  if (const FieldRule* nearest = nearest_field(name)) params.emplace_back(ParamName<false>("nearest"), nearest->name);
  return {Field::none, Code::unknown_field, std::move(params)};
}

struct ReadConnection {
  Connection connection;
  std::vector<Issue> issues;
};

std::expected<ReadConnection, Error> read_connection(View text, View key) {
  Json json = parse_json(text);
  if (!json.is(Json::Kind::object)) {
    return std::unexpected(
        Error{ErrorCode::argument, "connection must be an object, of at most 4096 properties and 65536 values"});
  }
  ReadConnection read;
  auto& connection = read.connection;
  for (auto& given : json.entries) {
    const FieldRule* rule = find_field(given.name);
    if (!rule) {
      read.issues.push_back(unknown_field(given.name));
    } else if (rule->kind == Kind::lines) {
      auto list = to_strings(given);
      if (!list) read.issues.push_back(wrong_type(*rule, given));
      if (list && !list->empty()) {
        (rule->field == Field::scopes ? connection.scopes : connection.meta_scopes) = std::move(list);
      }
    } else if (given.is(Json::Kind::string)) {
      connection[rule->field] = std::move(given.text);
    } else {
      read.issues.push_back(wrong_type(*rule, given));
    }
  }
  if (!key.empty()) connection[Field::private_key] = key;
  normalize(connection);
  return read;
}

struct ClaimsRequest {
  Connection connection;
  std::vector<Issue> issues;
  ClaimsOptions options;
};

// Reads what `claims` and `sign_jwt` take, and checks the fields that the claims use.
std::expected<ClaimsRequest, Error> read_claims_request(View connection, View key, View options) {
  auto read = read_connection(connection, key);
  if (!read) return std::unexpected(std::move(read.error()));
  Arguments arguments(options, "options");
  ClaimsRequest request{std::move(read->connection), {}, arguments.claims_options()};
  if (auto scopes = arguments.texts("metaScopes"); !scopes.empty()) request.connection.meta_scopes = std::move(scopes);
  if (arguments.error()) return std::unexpected(Error{ErrorCode::argument, *arguments.error()});
  Context context;
  context.fields = only(
      {Field::client_id, Field::technical_account_id, Field::organization_id, Field::ims_host, Field::meta_scopes});
  request.issues = imskit::validate(request.connection, context, std::move(read->issues));
  return request;
}

// The claims as text, or the answer that says why not.
std::expected<std::string, Text> read_claims(View connection, View options) {
  auto request = read_claims_request(connection, {}, options);
  if (!request) return std::unexpected(failure(request.error()));
  if (!is_valid(request->issues)) return std::unexpected(failure(connection_error(std::move(request->issues))));
  return write_claims(request->connection, request->options);
}

// ---- the tables ----

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

Text describe() {
  JsonWriter json = begin();
  describe_fields(json.open_object(), "fields", true);
  describe_fields(json, "moreFields", false);
  json.key("fieldNames").open_array();
  for (const auto& rule : field_rules) json.value(rule.name);
  json.close_array().key("issues").open_array();
  for (const auto& rule : code_rules) {
    json.open_object().member("code", rule.name).member("severity", name_of(rule.severity));
    json.member("message", rule.message).member("hint", rule.hint).close_object();
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
  return end(json.close_array().close_object());
}

Text validate(View connection, View key, View context) {
  auto read = read_connection(connection, key);
  if (!read) return failure(read.error());
  Arguments arguments(context, "context");
  const Context checked = arguments.context();
  if (arguments.error()) return wrong_argument(*arguments.error());
  auto issues = imskit::validate(read->connection, checked, std::move(read->issues));
  sort(issues);
  if (!key.empty()) read->connection[Field::private_key].reset();  // the caller has it
  JsonWriter json = begin();
  write_connection(json.open_object().member("valid", is_valid(issues)), read->connection);
  write_issues(json, issues);
  return end(json.close_object());
}

Text claims(View connection, View options) {
  const auto claims = read_claims(connection, options);
  return claims ? value(*claims) : claims.error();
}

Text signing_input(View connection, View options) {
  const auto claims = read_claims(connection, options);
  return claims ? value(write_signing_input(default_header, *claims)) : claims.error();
}

Text sign_jwt(View connection, View key, View options) {
  auto request = read_claims_request(connection, key, options);
  if (!request) return failure(request.error());
  const auto signer =
      PrivateKey::read(request->connection.text(Field::private_key), request->connection.text(Field::passphrase)).key;
  if (!signer) request->issues.push_back(to_issue(signer.error()));
  if (!is_valid(request->issues)) return failure(connection_error(std::move(request->issues)));
  const auto jwt = sign_compact(default_header, write_claims(request->connection, request->options), *signer);
  return jwt ? value(*jwt) : failure(jwt.error());
}

Text sign(View header, View payload, View key, View passphrase) {
  const auto signer = PrivateKey::read(key, passphrase).key;
  if (!signer) return key_failure(signer.error());
  const auto jws = sign_compact(header.empty() ? default_header : header, payload, *signer);
  return jws ? value(*jws) : failure(jws.error());
}

Text verify(View jwt, View public_key) {
  const auto key = PublicKey::read(public_key);
  if (!key) return key_failure(key.error());
  const auto verified = verify_compact(jwt, *key);
  if (!verified) return failure(verified.error());
  JsonWriter json = begin();
  json.open_object().member("header", verified->header).member("payload", verified->payload);
  return end(json.close_object());
}

Text decode(View jwt) {
  const auto decoded = decode_compact(jwt);
  if (!decoded) return failure(decoded.error());
  JsonWriter json = begin();
  json.open_object().member("header", decoded->header).member("payload", decoded->payload);
  return end(json.member("signature", encode_base64url(decoded->signature)).close_object());
}

Text inspect_key(View key, View options) {
  Arguments arguments(options, "options");
  const auto passphrase = arguments.text("passphrase");
  const auto certificate = arguments.text("certificate");
  const auto listed = arguments.certificates();
  const auto now = arguments.now();
  if (arguments.error()) return wrong_argument(*arguments.error());
  const KeyReport report = imskit::inspect_key(
      key, {.passphrase = passphrase, .certificate = certificate, .listed = listed, .now_seconds = now});
  JsonWriter json = begin();
  json.open_object().member("usable", report.usable);
  json.member_or_null("format", report.format).member_or_null("algorithm", report.algorithm).key("bits");
  report.bits != 0 ? json.value(static_cast<std::int64_t>(report.bits)) : json.value(nullptr);
  json.member("encrypted", report.encrypted).key("repairs").open_array();
  for (const Repair repair : report.repairs) json.value(repair_rules[static_cast<std::size_t>(repair)].name);
  json.close_array().member_or_null("publicKeyPem", report.public_key_pem).key("fingerprints").open_object();
  json.member_or_null("spkiSha256", report.spki_sha256).member_or_null("certificateSha1", report.certificate_sha1);
  json.close_object().key("certificateExpires");
  report.certificate_expires ? json.value(*report.certificate_expires) : json.value(nullptr);
  json.key("matchesCertificate");
  report.matches_certificate ? json.value(*report.matches_certificate) : json.value(nullptr);
  std::vector<Issue> issues;
  for (const auto& issue : report.issues) issues.push_back(to_issue(issue));
  write_issues(json, issues);
  return end(json.close_object());
}

Text import_credentials(View text, View options) {
  Arguments arguments(options, "options");
  const auto now = arguments.now();
  if (arguments.error()) return wrong_argument(*arguments.error());
  const Credentials found = imskit::import_credentials(text, now);
  JsonWriter json = begin();
  write_connection(json.open_object().member_or_null("source", found.source), found.connection);
  if (!found.certificates.empty()) {
    json.key("certificates").open_array();
    for (const auto& [sha1, expires] : found.certificates) {
      json.open_object().member("sha1", sha1).member("expires", expires).close_object();
    }
    json.close_array();
  }
  write_issues(json, found.issues);
  return end(json.close_object());
}

Text export_pkcs8(View key, View passphrase) {
  const auto read = PrivateKey::read(key, passphrase).key;
  return read ? Text(read->pkcs8_der().text()) : key_failure(read.error());
}

Text name_key(View name) { return value(imskit::name_key(name)); }

}  // namespace imskit::api
