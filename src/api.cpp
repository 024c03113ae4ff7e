#include "api.h"

#include <algorithm>

#include "base64.h"
#include "connection.h"
#include "credentials.h"
#include "error.h"
#include "json.h"
#include "jwt.h"
#include "private_key.h"
#include "text.h"
#include "validate.h"

namespace imskit::api {
namespace {

Text value(Json json) { return write_json({{"value", std::move(json)}}); }

Json to_json(const Issue& issue) {
  Json params = Json::object();
  for (const auto& [key, value] : issue.params) std::visit([&](const auto& v) { params[key] = v; }, value);
  const CodeRule& rule = rule_of(issue.code);
  Json json = {
      {"field", issue.field}, {"code", rule.name}, {"severity", name_of(rule.severity)}, {"message", issue.message()}};
  if (auto hint = issue.hint(); !hint.empty()) json["hint"] = std::move(hint);
  if (!params.empty()) json["params"] = std::move(params);
  return json;
}

Json to_json(const std::vector<Issue>& issues) {
  Json json = Json::array();
  for (const auto& issue : issues) json.push_back(to_json(issue));
  return json;
}

Json to_json(const Connection& connection) {
  Json json = Json::object();
  for (const auto& rule : field_rules) {
    if (const auto& text = connection[rule.field]) json[rule.name] = *text;
  }
  if (connection.meta_scopes) json[rule_of(Field::meta_scopes).name] = *connection.meta_scopes;
  if (connection.scopes) json[rule_of(Field::scopes).name] = *connection.scopes;
  return json;
}

Text failure(const Error& error) {
  Json json = {{"code", name_of(error.code)}, {"message", error.message}};
  if (!error.issues.empty()) {
    const auto first = std::ranges::find_if(error.issues, &Issue::is_error);
    json["field"] = first->field;
    if (auto hint = first->hint(); !hint.empty()) json["hint"] = std::move(hint);
    json["issues"] = to_json(error.issues);
  }
  return write_json({{"error", std::move(json)}});
}

Text wrong_argument(std::string message) { return failure({ErrorCode::argument, std::move(message)}); }

Error connection_error(std::vector<Issue> issues) {
  sort(issues);
  std::string message = "The connection cannot be used: " + std::ranges::find_if(issues, &Issue::is_error)->message();
  return {ErrorCode::connection_invalid, std::move(message), std::move(issues)};
}

Error key_error(const Issue& issue) { return {ErrorCode::key_invalid, issue.message(), {issue}}; }

// ---- reading a connection ----

std::string_view type_of(const Json& json) {
  return json.is_null()      ? "null"
         : json.is_boolean() ? "true or false"
         : json.is_number()  ? "a number"
         : json.is_string()  ? "a text"
         : json.is_array()   ? "a list"
                             : "an object";
}

std::optional<std::vector<std::string>> to_strings(const Json& json) {
  if (!json.is_array()) return std::nullopt;
  std::vector<std::string> strings;
  for (const auto& entry : json) {
    if (!entry.is_string()) return std::nullopt;
    strings.push_back(entry.get_ref<const std::string&>());
  }
  return strings;
}

Issue wrong_type(const FieldRule& rule, const Json& json) {
  const bool list = rule.kind == Kind::lines;
  const bool mixed = list && json.is_array();
  return {std::string(rule.name),
          Code::invalid_type,
          {{"expected", list ? "a list of texts" : "a text"},
           {"actual", mixed ? "a list of other things" : std::string(type_of(json))}}};
}

// A name that came from outside, short enough for a message.
std::string shortened(std::string_view name) {
  constexpr std::size_t longest = 40;
  const auto head = first_code_points(name, longest);
  return std::string(head) + (head.size() < name.size() ? "…" : "");
}

Issue unknown_field(std::string_view name) {
  Params params = {{"name", shortened(name)}};
  if (const FieldRule* nearest = nearest_field(name)) {
    params.emplace_back("nearest", std::string(nearest->name));
    params.emplace_back("suggestion", "Did you mean " + std::string(nearest->name) + "?");
  }
  return {shortened(name), Code::unknown_field, std::move(params)};
}

struct ReadConnection {
  Connection connection;
  std::vector<Issue> issues;
};

// nullopt where the text is not a JSON object.
std::optional<ReadConnection> read_connection(View text) {
  auto json = parse_json(text);
  if (!json.is_object()) return std::nullopt;
  ReadConnection read;
  auto& connection = read.connection;
  for (auto& [name, given] : json.items()) {
    const FieldRule* rule = find_field(name);
    if (!rule) {
      read.issues.push_back(unknown_field(name));
    } else if (rule->kind == Kind::lines) {
      auto list = to_strings(given);
      if (!list) read.issues.push_back(wrong_type(*rule, given));
      if (list && !list->empty()) {
        (rule->field == Field::scopes ? connection.scopes : connection.meta_scopes) = std::move(list);
      }
    } else if (auto* string = given.get_ptr<std::string*>()) {
      connection[rule->field] = std::move(*string);
    } else {
      read.issues.push_back(wrong_type(*rule, given));
    }
  }
  normalise(connection);
  return read;
}

// ---- reading a context and options: what is wrong here is the programmer's mistake ----

class Arguments {
 public:
  Arguments(View text, std::string_view name) : json_(parse_json(text)), name_(name) {
    if (!json_.is_object()) fail("", "an object");
  }

  const std::optional<std::string>& error() const { return error_; }

  void fail(std::string_view member, std::string_view expected) {
    if (!error_)
      error_ = name_ + (member.empty() ? "" : "." + std::string(member)) + " must be " + std::string(expected);
  }

  // nullptr where it is not given.
  const Json* find(std::string_view member) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(member);
    return found == json_.end() ? nullptr : &*found;
  }

  std::optional<std::string> text(std::string_view member) {
    const auto* json = find(member);
    if (!json) return std::nullopt;
    if (!json->is_string()) fail(member, "a string");
    return json->is_string() ? std::optional(json->get_ref<const std::string&>()) : std::nullopt;
  }

  std::optional<std::vector<std::string>> texts(std::string_view member) {
    const auto* json = find(member);
    if (!json) return std::nullopt;
    auto list = to_strings(*json);
    if (!list) fail(member, "an array of strings");
    return list;
  }

  std::int64_t whole_number(std::string_view member, std::int64_t fallback, std::int64_t min, std::int64_t max) {
    const auto* json = find(member);
    if (!json) return fallback;
    const std::int64_t number = json->is_number_integer() ? json->get<std::int64_t>() : min - 1;
    if (number < min || number > max) {
      fail(member, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
      return fallback;
    }
    return number;
  }

  bool flag(std::string_view member) {
    const auto* json = find(member);
    if (json && !json->is_boolean()) fail(member, "true or false");
    return json && json->is_boolean() && json->get<bool>();
  }

 private:
  Json json_;
  std::string name_;
  std::optional<std::string> error_;
};

constexpr std::int64_t year_9999 = 253402300799;  // seconds since 1970

// An array of objects with two texts each.
template <typename Record>
std::vector<Record> take_records(Arguments& arguments, std::string_view member, const char* first, const char* second,
                                 bool (*fits)(const Record&), std::string_view shape) {
  std::vector<Record> records;
  const auto* json = arguments.find(member);
  if (!json) return records;
  if (!json->is_array()) arguments.fail(member, shape);
  for (const auto& entry : *json) {
    const auto text = [&](const char* key) -> std::string {
      const auto found = entry.find(key);  // end() too where it is no object
      return std::string(found == entry.end() ? std::string_view() : text_of(*found));
    };
    records.push_back({text(first), text(second)});
    if (!fits(records.back())) arguments.fail(member, shape);
  }
  return records;
}

std::vector<RuntimeEnvironment> take_environments(Arguments& arguments) {
  const auto fits = [](const RuntimeEnvironment& one) {
    return !one.name.empty() && std::ranges::find(environment_kinds, one.kind) != std::end(environment_kinds);
  };
  return take_records<RuntimeEnvironment>(
      arguments, "runtimeEnvironments", "name", "kind", fits,
      "an array of { name, kind }, kind one of secure-agent, hosted-agent, serverless");
}

std::vector<ListedCertificate> take_certificates(Arguments& arguments) {
  const auto fits = [](const ListedCertificate& one) { return !one.sha1.empty() && !one.expires.empty(); };
  return take_records<ListedCertificate>(arguments, "certificates", "sha1", "expires", fits,
                                         "an array of { sha1, expires }, as importCredentials gives it");
}

std::int64_t take_now(Arguments& arguments) { return arguments.whole_number("now", 0, 0, year_9999); }

FieldSet take_fields(Arguments& arguments) {
  const auto names = arguments.texts("fields");
  if (!names) return FieldSet().set();
  FieldSet fields;
  for (const auto& name : *names) {
    if (const FieldRule* rule = find_field(name)) {
      fields.set(static_cast<std::size_t>(rule->field));
    } else {
      arguments.fail("fields", "an array of names of fields; there is no " + shortened(name));
    }
  }
  return fields;
}

Context take_context(Arguments& arguments) {
  Context context;
  const auto grant = arguments.text("grant").value_or("jwt");
  if (grant != "jwt" && grant != "client_credentials" && grant != "auto") {
    arguments.fail("grant", "jwt, client_credentials or auto");
  }
  context.client_credentials = grant == "client_credentials";
  context.taken_names = arguments.texts("takenNames").value_or(std::vector<std::string>());
  context.current_name = arguments.text("currentName");
  context.runtime_environments = take_environments(arguments);
  context.fields = take_fields(arguments);
  context.now_seconds = take_now(arguments);
  return context;
}

struct ClaimsRequest {
  Connection connection;
  std::vector<Issue> issues;
  ClaimsOptions options;
};

// Reads what `claims` and `sign_jwt` take, and checks the fields that the claims use.
std::expected<ClaimsRequest, Error> read_claims_request(View connection, View options) {
  auto read = read_connection(connection);
  if (!read) return std::unexpected(Error{ErrorCode::argument, "connection must be an object"});
  Arguments arguments(options, "options");
  ClaimsRequest request;
  request.options.now_seconds = take_now(arguments);
  request.options.lifetime_seconds =
      arguments.whole_number("lifetimeSeconds", default_lifetime_seconds, 1, max_lifetime_seconds);
  request.options.jti = arguments.text("jti");
  request.options.issued_at = arguments.flag("issuedAt");
  if (auto scopes = arguments.texts("metaScopes"); scopes && !scopes->empty()) read->connection.meta_scopes = scopes;
  if (arguments.error()) return std::unexpected(Error{ErrorCode::argument, *arguments.error()});
  Context context;
  context.fields = only(
      {Field::client_id, Field::technical_account_id, Field::organization_id, Field::ims_host, Field::meta_scopes});
  request.issues = imskit::validate(read->connection, context, std::move(read->issues));
  request.connection = std::move(read->connection);
  return request;
}

// ---- the tables ----

Json describe_fields() {
  Json fields = Json::array();
  for (const auto& rule : field_rules) {
    if (rule.label.empty()) continue;
    Json field = {{"name", rule.name},
                  {"label", rule.label},
                  {"required", rule.required},
                  {"secret", rule.secret},
                  {"multiline", rule.kind == Kind::text}};
    if (rule.max_bytes == 0) field["maxLength"] = rule.max;
    if (!rule.fallback.empty()) field["default"] = rule.fallback;
    if (!rule.where.empty()) field["hint"] = rule.where;
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace

Text describe() {
  Json issues = Json::array();
  for (const auto& rule : code_rules) {
    issues.push_back(
        {{"code", rule.name}, {"severity", name_of(rule.severity)}, {"message", rule.message}, {"hint", rule.hint}});
  }
  Json errors = Json::array();
  for (const auto& rule : error_rules) errors.push_back({{"code", rule.name}, {"meaning", rule.meaning}});
  Json repairs = Json::array();
  for (const auto& rule : repair_rules) repairs.push_back({{"code", rule.name}, {"message", rule.message}});
  Json names = Json::array();
  for (const auto& rule : field_rules) names.push_back(rule.name);
  return value({{"fields", describe_fields()},
                {"fieldNames", std::move(names)},
                {"issues", std::move(issues)},
                {"errors", std::move(errors)},
                {"repairs", std::move(repairs)},
                {"runtimeEnvironmentKinds", environment_kinds}});
}

Text validate(View connection, View context) {
  auto read = read_connection(connection);
  if (!read) return wrong_argument("connection must be an object");
  Arguments arguments(context, "context");
  const Context checked = take_context(arguments);
  if (arguments.error()) return wrong_argument(*arguments.error());
  auto issues = imskit::validate(read->connection, checked, std::move(read->issues));
  sort(issues);
  return value({{"valid", is_valid(issues)}, {"connection", to_json(read->connection)}, {"issues", to_json(issues)}});
}

Text claims(View connection, View options) {
  auto request = read_claims_request(connection, options);
  if (!request) return failure(request.error());
  if (!is_valid(request->issues)) return failure(connection_error(std::move(request->issues)));
  return value(write_claims(request->connection, request->options));
}

Text signing_input(View connection, View options) {
  auto request = read_claims_request(connection, options);
  if (!request) return failure(request.error());
  if (!is_valid(request->issues)) return failure(connection_error(std::move(request->issues)));
  return value(write_signing_input(default_header, write_claims(request->connection, request->options)));
}

Text sign_jwt(View connection, View options) {
  auto request = read_claims_request(connection, options);
  if (!request) return failure(request.error());
  const auto key =
      PrivateKey::read(request->connection.text(Field::private_key), request->connection.text(Field::passphrase));
  if (!key) request->issues.push_back(key.error());
  if (!is_valid(request->issues)) return failure(connection_error(std::move(request->issues)));
  const auto jwt = sign_compact(default_header, write_claims(request->connection, request->options), *key);
  return jwt ? value(*jwt) : failure(jwt.error());
}

Text sign(View header, View payload, View private_key, View passphrase) {
  const auto key = PrivateKey::read(private_key, passphrase);
  if (!key) return failure(key_error(key.error()));
  const auto jws = sign_compact(header.empty() ? default_header : header, payload, *key);
  return jws ? value(*jws) : failure(jws.error());
}

Text verify(View jwt, View public_key) {
  const auto key = PublicKey::read(public_key);
  if (!key) return failure(key_error(key.error()));
  const auto verified = verify_compact(jwt, *key);
  if (!verified) return failure(verified.error());
  return value({{"header", verified->header}, {"payload", verified->payload}});
}

Text decode(View jwt) {
  const auto decoded = decode_compact(jwt);
  if (!decoded) return failure(decoded.error());
  return value({{"header", decoded->header},
                {"payload", decoded->payload},
                {"signature", encode_base64url(decoded->signature)}});
}

Text inspect_key(View key, View options) {
  Arguments arguments(options, "options");
  const auto passphrase = arguments.text("passphrase").value_or("");
  const auto certificate = arguments.text("certificate").value_or("");
  const auto listed = take_certificates(arguments);
  const auto now = take_now(arguments);
  if (arguments.error()) return wrong_argument(*arguments.error());
  const KeyReport report = imskit::inspect_key(
      key, {.passphrase = passphrase, .certificate = certificate, .listed = listed, .now_seconds = now});
  const auto or_null = [](const auto& text) { return text.empty() ? Json() : Json(text); };
  Json repairs = Json::array();
  for (const Repair repair : report.repairs) repairs.push_back(repair_rules[static_cast<std::size_t>(repair)].name);
  return value({{"usable", report.usable},
                {"format", or_null(report.format)},
                {"algorithm", or_null(report.algorithm)},
                {"bits", report.bits != 0 ? Json(report.bits) : Json()},
                {"encrypted", report.encrypted},
                {"repairs", std::move(repairs)},
                {"publicKeyPem", or_null(report.public_key_pem)},
                {"fingerprints",
                 {{"spkiSha256", or_null(report.spki_sha256)}, {"certificateSha1", or_null(report.certificate_sha1)}}},
                {"certificateExpires", report.certificate_expires ? Json(*report.certificate_expires) : Json()},
                {"matchesCertificate", report.matches_certificate ? Json(*report.matches_certificate) : Json()},
                {"issues", to_json(report.issues)}});
}

Text import_credentials(View text, View options) {
  Arguments arguments(options, "options");
  const auto now = take_now(arguments);
  if (arguments.error()) return wrong_argument(*arguments.error());
  const Credentials found = imskit::import_credentials(text, now);
  Json json = {{"source", found.source.empty() ? Json() : Json(found.source)},
               {"connection", to_json(found.connection)}};
  if (!found.certificates.empty()) {
    Json& certificates = json["certificates"] = Json::array();
    for (const auto& [sha1, expires] : found.certificates)
      certificates.push_back({{"sha1", sha1}, {"expires", expires}});
  }
  json["issues"] = to_json(found.issues);
  return value(std::move(json));
}

Text export_pkcs8(View key, View passphrase) {
  const auto read = PrivateKey::read(key, passphrase);
  return read ? Text(read->pkcs8_der().text()) : failure(key_error(read.error()));
}

Text name_key(View name) { return value(imskit::name_key(name)); }

}  // namespace imskit::api
