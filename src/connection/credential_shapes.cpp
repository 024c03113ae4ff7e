#include "credential_shapes.h"

#include <algorithm>

#include "base64.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view organization_suffix = "@AdobeOrg";
constexpr std::string_view account_suffix = "@techacct.adobe.com";

bool all_of(std::string_view text, bool (*is)(char)) { return !text.empty() && std::ranges::all_of(text, is); }
bool is_word(char c) { return is_alpha(c) || is_digit(c) || c == '_' || c == '-'; }

bool is_uuid(std::string_view text) {
  constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, shape, [](char c, char s) { return s == 'x' ? is_hex(c) : c == s; });
}

bool has_account(std::string_view text, std::string_view suffix) {
  if (text.size() <= suffix.size() || !equals_ignoring_case(text.substr(text.size() - suffix.size()), suffix))
    return false;
  return all_of(text.substr(0, text.size() - suffix.size()), is_word);
}

bool is_account_email(std::string_view text) {
  return has_account(text, account_suffix) && is_uuid(text.substr(0, text.size() - account_suffix.size()));
}

bool is_client_id(std::string_view text) {
  return (text.size() == 32 && all_of(text, is_hex)) || (text.starts_with("cm-p") && all_of(text, is_word));
}

bool is_client_secret(std::string_view text) {
  return text.size() == 36 && text.substr(1).starts_with("8e-") && all_of(text, is_word);
}

bool is_private_key(std::string_view text) {
  constexpr std::size_t shortest = 300;  // of an RSA key that is worth it, in base64
  if (text.contains("PRIVATE KEY")) return true;
  const auto start = text.substr(0, 80);
  const bool encoded = start.contains("MII") || start.contains("LS0t") || start.contains("\"kty\"");
  return text.size() >= shortest && encoded;
}

}  // namespace

bool is_file_name(std::string_view text) {
  constexpr std::string_view endings[] = {".key", ".pem", ".p8", ".der", ".txt", ".p12", ".pfx", ".crt"};
  constexpr std::size_t longest = 300;
  if (text.size() > longest || text.contains('\n')) return false;
  const std::string lower = ascii_lower(text);
  return lower.starts_with("file:") || lower.starts_with("./") || lower.starts_with('/') || lower.starts_with("~/") ||
         std::ranges::any_of(endings, [&](std::string_view ending) { return lower.contains(ending); });
}

Verdict judge_value(Field field, std::string_view text, Rank rank) {
  const bool loose = rank >= Rank::loose;
  const Verdict unless_loose{loose ? Fit::wrong : Fit::possible};
  if (field == Field::private_key && is_private_key(text)) return {Fit::right};
  const std::string lower = ascii_lower(text.substr(0, 200));
  if (field != Field::passphrase && field != Field::certificate) {
    if (const auto stand_in = find_stand_in(text)) return {Fit::wrong, {}, stand_in};
  }
  const bool blank = text.find_first_of(" \t\n") != text.npos;
  switch (field) {
    case Field::client_id:
      if (is_client_id(text)) return {Fit::right};
      if (is_client_secret(text)) return {Fit::wrong, "a client secret"};
      if (text.contains('@')) return {Fit::wrong, "an account or organization"};
      if (blank || lower.ends_with(".googleusercontent.com")) return {Fit::wrong};
      return unless_loose;
    case Field::client_secret:
      if (is_client_secret(text) || (!loose && is_uuid(text))) return {Fit::right};
      if (is_client_id(text)) return {Fit::wrong, "a client ID"};
      if (blank || text.contains('@') || is_file_name(text)) return {Fit::wrong};
      if (loose && text.size() >= 20 && all_of(text, is_word)) return {Fit::possible};
      return unless_loose;
    case Field::technical_account_id:
      if (is_account_email(text)) return {Fit::wrong, "the technical account’s email address"};
      if (has_account(text, account_suffix)) return {Fit::right};
      if (all_of(text, is_digit)) return {Fit::wrong, "a number"};
      if (has_account(text, organization_suffix)) return {Fit::wrong, "the organization ID"};
      if (blank || (text.contains('@') && !lower.contains("@techacct"))) return {Fit::wrong, "an email address"};
      return unless_loose;
    case Field::organization_id:
      if (has_account(text, organization_suffix)) return {Fit::right};
      if (all_of(text, is_digit)) return {Fit::wrong, "a number"};
      if (has_account(text, account_suffix)) return {Fit::wrong, "the technical account ID"};
      if (blank) return {Fit::wrong, "a name"};
      return unless_loose;
    case Field::private_key:
      if (text.contains("BEGIN CERTIFICATE")) return {Fit::wrong, "a certificate"};
      if (text.contains("PUBLIC KEY")) return {Fit::wrong, "a public key"};
      return unless_loose;
    case Field::certificate:
      return {text.contains("BEGIN CERTIFICATE") ? Fit::right : Fit::wrong};
    case Field::ims_host:
      return {blank                                        ? Fit::wrong
              : lower.contains("adobelogin")               ? Fit::right
              : text.contains('.') || text.contains("://") ? Fit::possible
                                                           : Fit::wrong};
    case Field::ims_exchange:
      return {lower.contains("/ims/exchange/jwt") && text.contains("://") ? Fit::right
              : text.contains("://")                                      ? unless_loose.fit
                                                                          : Fit::wrong};
    default:
      return unless_loose;
  }
}

Field certain_field(std::string_view text) {
  constexpr std::size_t longest = 100;
  if (text.contains("PRIVATE KEY-----")) return Field::private_key;
  if (text.contains("-----BEGIN CERTIFICATE-----")) return Field::certificate;
  if (text.size() > longest) return Field::none;
  if (has_account(text, organization_suffix)) return Field::organization_id;
  if (has_account(text, account_suffix) && !is_account_email(text)) return Field::technical_account_id;
  if (is_client_secret(text)) return Field::client_secret;
  if (text.contains("://") && text.contains("/ims/exchange/jwt")) return Field::ims_exchange;
  return Field::none;
}

}  // namespace imskit
