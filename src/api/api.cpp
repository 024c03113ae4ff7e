#include "api.h"

#include <algorithm>
#include <expected>

#include "arguments.h"
#include "base64.h"
#include "claims.h"
#include "credentials.h"
#include "jwt.h"
#include "key_cache.h"
#include "rsa_key.h"

namespace imskit::api {
namespace {

// ---- validation ----

// True if normalization changed or removed the value of an asked field. It trims texts, so that one of the same size is
// the same; an address may also get another case. Of lists, it removes empty ones.
bool is_changed(const FieldRule& rule, const ReadConnection& read, const GivenConnection& given,
                const Context& context) {
  const auto place = static_cast<std::size_t>(rule.field);
  if (!context.fields.has(rule.field)) return false;
  if (rule.kind == Kind::lines) return given.sizes[place] == 0;
  const auto& after = read.connection[rule.field];
  const auto& before = read.given[place];
  if (!after || !before) return after.has_value() != before.has_value();
  return after->size() != before->size() || (is_address(rule.field) && *after != *before);
}

// The members of "changes": what normalization made of the values.
void write_changes(JsonWriter& json, const ReadConnection& read, const GivenConnection& given, const Context& context) {
  json.key("changes").open_object();
  for (const auto& rule : field_rules) {
    if (!is_changed(rule, read, given, context)) continue;
    const auto& value = read.connection[rule.field];
    value ? json.member(rule.name, *value) : json.member(rule.name, nullptr);
  }
  json.close_object();
}

bool is_any_changed(const ReadConnection& read, const GivenConnection& given, const Context& context) {
  return std::ranges::any_of(field_rules,
                             [&](const FieldRule& rule) { return is_changed(rule, read, given, context); });
}

// ---- claims ----

struct ClaimsRequest {
  Connection connection;
  std::vector<Issue> issues;
  ClaimsOptions options;
};

// Reads what `claims` and `sign_jwt` take, and checks the fields that the claims use.
std::expected<ClaimsRequest, Answer> read_claims_request(const GivenConnection& given, View options) {
  auto read = read_connection(given);
  normalize(read.connection);
  Arguments arguments(options, "options");
  ClaimsRequest request{std::move(read.connection), {}, arguments.claims_options()};
  if (auto scopes = arguments.texts("metaScopes"); !scopes.empty()) request.connection.meta_scopes = std::move(scopes);
  if (arguments.error()) return std::unexpected(wrong_argument(*arguments.error()));
  Context context;
  context.fields = {Field::client_id, Field::technical_account_id, Field::organization_id, Field::ims_host,
                    Field::meta_scopes};
  request.issues = imskit::validate(request.connection, context, std::move(read.issues));
  return request;
}

// The claims as JSON, or the answer that says why not.
std::expected<std::string, Answer> read_claims(const GivenConnection& given, View options) {
  auto request = read_claims_request(given, options);
  if (!request) return std::unexpected(std::move(request.error()));
  if (!is_valid(request->issues)) return std::unexpected(connection_failure(std::move(request->issues)));
  return write_claims(request->connection, request->options);
}

Answer to_answer(std::expected<std::string, Answer> result) {
  return result ? Answer{std::move(*result)} : std::move(result.error());
}

Answer to_answer(std::expected<std::string, JwtError> result) {
  return result ? Answer{std::move(*result)} : jwt_failure(std::move(result.error()));
}

}  // namespace

Answer field_names() {
  std::string names;
  for (const auto& rule : field_rules) {
    names.append(names.empty() ? "" : " ").append(rule.name).append(rule.kind == Kind::lines ? "[]" : "");
  }
  return {std::move(names)};
}

Answer validate(const GivenConnection& given, Context& context) {
  auto read = read_connection(given);
  context.current_name = read.current_name;
  normalize(read.connection, needed_fields(context.fields));
  if (!context.complete && needs_all_fields(read.connection, context.fields)) return {.incomplete = true};
  auto issues = imskit::validate(read.connection, context, std::move(read.issues));
  if (issues.empty() && !is_any_changed(read, given, context)) return {};
  sort(issues);
  JsonWriter json;
  json.open_object().member("valid", is_valid(issues));
  write_changes(json, read, given, context);
  write_issues(json, issues);
  return {json.close_object().take()};
}

Answer apply_fix(const GivenConnection& given, View issue) {
  Arguments arguments(issue, "issue");
  const auto chosen = arguments.fix();
  if (arguments.error()) return wrong_argument(*arguments.error());
  const ReadConnection read = read_connection(given);
  const Connection& before = read.connection;
  Connection after = imskit::apply_fix(before, chosen.field, chosen.code, chosen.fix);
  if (chosen.fix == FixCode::make_list && chosen.code == Code::invalid_type) {
    if (chosen.field == Field::meta_scopes) after.meta_scopes = read.meta_scopes_from_text;
    if (chosen.field == Field::scopes) after.scopes = read.scopes_from_text;
  }
  JsonWriter json;
  json.open_object().key("changes").open_object();
  for (const auto& rule : field_rules) {
    const auto& text = after[rule.field];
    if (text == before[rule.field]) continue;
    text ? json.member(rule.name, *text) : json.member(rule.name, nullptr);
  }
  if (after.meta_scopes && after.meta_scopes != before.meta_scopes) {
    json.member(rule_of(Field::meta_scopes).name, *after.meta_scopes);
  }
  if (after.scopes && after.scopes != before.scopes) json.member(rule_of(Field::scopes).name, *after.scopes);
  json.close_object();
  const bool renames = std::ranges::any_of(read.issues, [&](const Issue& one) {
    return one.fix == FixCode::rename && one.fix == chosen.fix && one.code == chosen.code &&
           one.field_name() == chosen.name;
  });
  if (renames) {
    json.key("rename").open_object().member("from", chosen.name);
    json.member("to", nearest_field(chosen.name).rule->name).close_object();
  }
  return {json.close_object().take()};
}

Answer claims(const GivenConnection& given, View options) { return to_answer(read_claims(given, options)); }

Answer signing_input(const GivenConnection& given, View options) {
  auto claims = read_claims(given, options);
  return claims ? Answer{write_signing_input(default_header, *claims)} : std::move(claims.error());
}

Answer sign_jwt(const GivenConnection& given, View options) {
  auto request = read_claims_request(given, options);
  if (!request) return std::move(request.error());
  const auto signer =
      PrivateKey::read(request->connection.text(Field::private_key), request->connection.text(Field::passphrase)).key;
  if (!signer) request->issues.push_back(to_issue(signer.error()));
  if (!is_valid(request->issues)) return connection_failure(std::move(request->issues));
  return to_answer(sign_compact(default_header, write_claims(request->connection, request->options), *signer));
}

Answer sign(View header, View payload, View key, View passphrase) {
  const auto signer = PrivateKey::read(key, passphrase).key;
  if (!signer) return key_failure(signer.error());
  return to_answer(sign_compact(header.empty() ? default_header : header, payload, *signer));
}

Answer verify(View jwt, View public_key) {
  const auto key = PublicKey::read(public_key);
  if (!key) return key_failure(key.error());
  const auto verified = verify_compact(jwt, *key);
  if (!verified) return jwt_failure(verified.error());
  JsonWriter json;
  json.open_object().key("header").json(verified->header).key("payload").json(verified->payload);
  return {json.close_object().take()};
}

Answer decode(View jwt) {
  const auto decoded = decode_compact(jwt);
  if (!decoded) return jwt_failure(decoded.error());
  JsonWriter json;
  json.open_object().key("header").json(decoded->header).key("payload").json(decoded->payload);
  return {json.member("signature", encode_base64url(decoded->signature)).close_object().take()};
}

Answer inspect_key(View key, View options) {
  Arguments arguments(options, "options");
  const auto passphrase = arguments.text("passphrase");
  const auto certificate = arguments.text("certificate");
  const auto listed = arguments.certificates();
  const auto now = arguments.now();
  if (arguments.error()) return wrong_argument(*arguments.error());
  KeyReport report = inspect_key_cached(key, passphrase, certificate);
  check_credential(report, listed, now);
  JsonWriter json;
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
  issues.reserve(report.issues.size());
  for (const auto& issue : report.issues) issues.push_back(to_issue(issue));
  write_issues(json, issues);
  return {json.close_object().take()};
}

Answer import_credentials(View text, View options) {
  Arguments arguments(options, "options");
  const auto now = arguments.now();
  if (arguments.error()) return wrong_argument(*arguments.error());
  const Credentials found = imskit::import_credentials(text, now);
  JsonWriter json;
  json.open_object().member_or_null("source", found.source);
  write_issues(json, found.issues);
  json.key("candidates").open_array();
  for (const auto& candidate : found.candidates) {
    json.open_object().member("label", candidate.label).member("type", name_of(candidate.type));
    write_connection(json, candidate.connection);
    if (!candidate.key_file.empty()) json.member("keyFile", candidate.key_file);
    if (!candidate.certificates.empty()) {
      json.key("certificates").open_array();
      for (const auto& [sha1, expires] : candidate.certificates) {
        json.open_object().member("sha1", sha1).member("expires", expires).close_object();
      }
      json.close_array();
    }
    write_issues(json, candidate.issues);
    json.close_object();
  }
  return {json.close_array().close_object().take()};
}

Answer export_pkcs8(View key, View passphrase) {
  const auto read = PrivateKey::read(key, passphrase).key;
  return read ? Answer{std::string(read->pkcs8_der().text())} : key_failure(read.error());
}

Answer name_key(View name) { return {imskit::name_key(name)}; }

Answer prepare(std::span<const std::int32_t> sizes, View names, View options, Context& context) {
  Arguments arguments(options, "context");
  context.runtime_environments = arguments.environments();
  if (arguments.error()) return wrong_argument(*arguments.error());
  context.taken_names.reserve(sizes.size(), names.size());
  for (const std::int32_t size : sizes) {
    context.taken_names.insert(names.substr(0, static_cast<std::size_t>(size)));
    names.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

}  // namespace imskit::api
