#include "shapes.h"

#include <algorithm>
#include <string>

#include "text.h"
#include "url.h"

namespace imskit {
namespace {

bool all_of(std::string_view text, std::string_view others) {
  return !text.empty() &&
         std::ranges::all_of(text, [=](char c) { return is_digit(c) || is_alpha(c) || others.contains(c); });
}

bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

bool starts_with_any(std::string_view text, auto... starts) { return (text.starts_with(starts) || ...); }

// ---- tokens and scopes ----

// RFC 7519: parts of base64url, the first of which is a JSON object.
bool is_jwt(std::string_view text) {
  return text.starts_with("eyJ") && all_of(text, "_-.") && std::ranges::count(text, '.') >= 2;
}

bool is_meta_scope(std::string_view text) {
  return (text.starts_with("ent_") && all_of(text, "_.-")) || text == "event_receiver_api";
}

// OAuth scopes that Adobe’s samples name; also several with commas between them.
bool is_scope(std::string_view text) {
  const auto first = text.substr(0, text.find_first_of(", "));
  return first == "openid" || first == "AdobeID" || first == "read_organizations" ||
         first.starts_with("additional_info.");
}

// ---- addresses ----

bool is_http_url(std::string_view text) {
  if (text.find_first_of(" \t\r\n\"'<>{}`|^\\") != text.npos || !text.contains("://")) return false;
  return starts_with_any(ascii_lower(text.substr(0, 8)), "https://", "http://") &&
         text.find_last_of(",;.)]*~") != text.size() - 1;
}

// The path of a URL, or an empty text.
std::string_view path_of(std::string_view text) {
  if (!is_http_url(text)) return {};
  const auto authority = text.substr(text.find("://") + 3);
  const auto slash = authority.find('/');
  return slash == authority.npos ? std::string_view() : authority.substr(slash);
}

bool is_ims_exchange(std::string_view text) {
  return starts_with_any(path_of(text), "/ims/exchange", "/ims/token", "/ims//", "//ims/");
}
bool is_meta_scope_url(std::string_view text) { return !meta_scope_name(text).empty(); }
bool is_audience(std::string_view text) { return path_of(text).starts_with("/c/"); }
bool is_ims_host(std::string_view text) {
  if (is_http_url(text)) text.remove_prefix(text.find("://") + 3);
  if (text.ends_with('/')) text.remove_suffix(1);
  if (!all_of(text, ".-")) return false;
  const Url url{.secure = true, .host = ascii_lower(text), .port = {}, .path = {}};
  return url.is_adobe_login() && !url.is_misspelled();
}

// ---- other things ----

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != text.npos && all_of(text.substr(0, at), "._+-") && all_of(text.substr(at + 1), ".-") &&
         text.find('.', at) != text.npos && !text.ends_with('.');
}

// AA:BB:CC…, or as OpenSSH writes it.
bool is_fingerprint(std::string_view text) {
  constexpr std::size_t md5 = 47;
  if (starts_with_any(text, "SHA256:", "MD5:", "SHA1:")) return true;
  if (text.size() < md5 || text.size() % 3 != 2) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_json(std::string_view text) {
  const bool object = text.starts_with('{') && text.ends_with('}') && (text.contains("\":") || text.contains(": "));
  return object || (text.starts_with("[") && text.ends_with("]") && text.contains('"'));
}

bool is_file_path(std::string_view text) {
  if (text.contains('\n')) return false;
  const bool drive = text.size() > 3 && is_alpha(text[0]) && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
  if (drive || starts_with_any(text, "./", "../", "~/", "file:", "\\\\")) return true;
  for (const std::string_view end : {".key", ".pem", ".p8", ".p12", ".pfx", ".crt", ".cer", ".der", ".json", ".zip"}) {
    if (ends_with_ignoring_case(text, end) && !text.contains("://")) return true;
  }
  return text.starts_with('/') && text.find('/', 1) != text.npos;
}

bool is_number(std::string_view text) { return text.size() <= 20 && all_digits(text); }

// In the order of Shape. The first that matches counts.
constexpr ShapeRule shape_rules[] = {
    {Shape::private_key, "a private key", Field::private_key, is_private_key},
    {Shape::certificate, "a certificate", Field::none, is_certificate},
    {Shape::public_key, "a public key", Field::none, is_public_key},
    {Shape::client_id, "a client ID", Field::client_id, is_usual_client_id},
    {Shape::client_secret, "a client secret", Field::client_secret, is_client_secret},
    {Shape::technical_account_email, "the email address of a technical account", Field::none,
     is_technical_account_email},
    {Shape::technical_account_id, "a technical account ID", Field::technical_account_id, is_technical_account_id},
    {Shape::organization_id, "an organization ID", Field::organization_id, is_organization_id},
    {Shape::jwt, "a JWT or an access token", Field::none, is_jwt},
    {Shape::ims_exchange, "the exchange URL", Field::ims_exchange, is_ims_exchange},
    {Shape::meta_scope_url, "a metascope", Field::meta_scopes, is_meta_scope_url},
    {Shape::audience, "the audience of a JWT (an address that ends in the client ID)", Field::none, is_audience},
    {Shape::ims_host, "the IMS host", Field::ims_host, is_ims_host},
    {Shape::url, "an address (URL)", Field::none, is_http_url},
    {Shape::meta_scope, "a metascope", Field::meta_scopes, is_meta_scope},
    {Shape::scope, "an OAuth scope", Field::scopes, is_scope},
    {Shape::email, "an email address", Field::none, is_email},
    {Shape::fingerprint, "a fingerprint", Field::none, is_fingerprint},
    {Shape::json, "a JSON document", Field::none, is_json},
    {Shape::file_path, "the path of a file", Field::none, is_file_path},
    {Shape::number, "a number", Field::none, is_number},
};
static_assert(std::ranges::all_of(shape_rules, [](const ShapeRule& rule) {
  return &shape_rules[static_cast<std::size_t>(rule.shape)] == &rule;
}));

}  // namespace

Shape shape_of(std::string_view text) {
  const auto* found = std::ranges::find_if(shape_rules, [&](const ShapeRule& rule) { return rule.matches(text); });
  return found == std::ranges::end(shape_rules) ? Shape::unknown : found->shape;
}

const ShapeRule& rule_of(Shape shape) { return shape_rules[static_cast<std::size_t>(shape)]; }

Field field_of(Shape shape) { return shape == Shape::unknown ? Field::none : rule_of(shape).field; }

// ---- keys and certificates ----

bool is_private_key(std::string_view text) {
  return text.contains("PRIVATE KEY-----") || (text.size() >= shortest_private_key && text.starts_with("MII"));
}

bool may_be_private_key(std::string_view text) {
  constexpr std::size_t head = 80;
  const auto start = text.substr(0, head);
  const bool encoded = start.contains("MII") || start.contains("LS0t") || start.contains("\"kty\"");
  return text.contains("PRIVATE KEY") || (text.size() >= shortest_private_key && encoded);
}

bool is_certificate(std::string_view text) {
  return text.contains("BEGIN CERTIFICATE") && !text.contains("BEGIN CERTIFICATE REQUEST");
}

bool is_public_key(std::string_view text) { return text.contains("PUBLIC KEY"); }

// ---- identifiers ----

bool is_hex_of_length(std::string_view text, std::size_t length) {
  return text.size() == length && std::ranges::all_of(text, is_hex);
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, shape, [](char c, char s) { return s == 'x' ? is_hex(c) : c == s; });
}

bool is_usual_client_id(std::string_view text) {
  if (is_hex_of_length(text, 32)) return true;
  constexpr std::string_view program = "cm-p", environment = "-e", kind = "-integration";
  if (!text.starts_with(program)) return false;
  const auto first = text.find(environment, program.size());
  const auto second = text.find(kind, program.size());
  if (first == text.npos || second == text.npos || second < first) return false;
  return all_digits(text.substr(program.size(), first - program.size())) &&
         all_digits(text.substr(first + environment.size(), second - first - environment.size())) && all_of(text, "_-");
}

bool is_client_secret(std::string_view text) {
  constexpr std::size_t shortest = 20;
  return text.size() >= shortest && starts_with_any(text, "p8e-", "s8e-") && all_of(text, "_-");
}

bool is_usual_client_secret(std::string_view text) {
  constexpr std::size_t length = 36;
  return (text.size() == length && is_client_secret(text)) || is_uuid(text);
}

std::string_view account_name(std::string_view text, std::string_view suffix) {
  if (!ends_with_ignoring_case(text, suffix)) return {};
  const auto name = text.substr(0, text.size() - suffix.size());
  return all_of(name, "_-") ? name : std::string_view();
}

std::string_view meta_scope_name(std::string_view text) {
  constexpr std::string_view claim = "/s/";
  if (text.ends_with('/')) text.remove_suffix(1);
  if (const auto path = path_of(text); path.starts_with(claim)) {  // any name
    const auto name = path.substr(claim.size());
    return all_of(name, "_.-") && !is_client_secret(name) ? name : std::string_view();
  }
  const auto start = text.rfind(claim.substr(1));
  if (start == text.npos || (start > 0 && text[start - 1] != '/')) return {};
  const auto name = text.substr(start + claim.size() - 1);
  return is_meta_scope(name) ? name : std::string_view();
}

bool is_technical_account_email(std::string_view text) { return is_uuid(account_name(text, technical_account_suffix)); }
bool is_technical_account_id(std::string_view text) { return !account_name(text, technical_account_suffix).empty(); }
bool is_organization_id(std::string_view text) { return !account_name(text, organization_suffix).empty(); }

}  // namespace imskit
