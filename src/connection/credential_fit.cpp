#include "credential_fit.h"

#include <algorithm>

#include "shapes.h"
#include "text.h"

namespace imskit {
namespace {

bool is_word(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_alpha(c) || is_digit(c) || c == '_' || c == '-'; });
}

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

}  // namespace

bool names_file(std::string_view text) {
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
  if (field == Field::private_key && may_be_private_key(text)) return {Fit::right};
  const std::string lower = ascii_lower(text.substr(0, 200));
  if (field != Field::passphrase && field != Field::certificate) {
    if (const auto stand_in = find_stand_in(text)) return {Fit::wrong, {}, stand_in};
  }
  const bool blank = text.find_first_of(" \t\n") != text.npos;
  switch (field) {
    case Field::client_id:
      if (is_usual_client_id(text)) return {Fit::right};
      if (is_client_secret(text)) return {Fit::wrong, "a client secret"};
      if (text.contains('@')) return {Fit::wrong, "an account or organization"};
      if (blank || lower.ends_with(".googleusercontent.com")) return {Fit::wrong};
      return unless_loose;
    case Field::client_secret:
      if (is_client_secret(text) || (!loose && is_uuid(text))) return {Fit::right};
      if (is_usual_client_id(text)) return {Fit::wrong, "a client ID"};
      if (blank || text.contains('@') || names_file(text)) return {Fit::wrong};
      if (loose && text.size() >= 20 && is_word(text)) return {Fit::possible};
      return unless_loose;
    case Field::technical_account_id:
      if (is_technical_account_email(text)) return {Fit::wrong, "the technical account’s email address"};
      if (is_technical_account_id(text)) return {Fit::right};
      if (is_number(text)) return {Fit::wrong, "a number"};
      if (is_organization_id(text)) return {Fit::wrong, "the organization ID"};
      if (blank || (text.contains('@') && !lower.contains("@techacct"))) return {Fit::wrong, "an email address"};
      return unless_loose;
    case Field::organization_id:
      if (is_organization_id(text)) return {Fit::right};
      if (is_number(text)) return {Fit::wrong, "a number"};
      if (is_technical_account_id(text)) return {Fit::wrong, "the technical account ID"};
      if (blank) return {Fit::wrong, "a name"};
      return unless_loose;
    case Field::private_key:
      if (is_certificate(text)) return {Fit::wrong, "a certificate"};
      if (is_public_key(text)) return {Fit::wrong, "a public key"};
      return unless_loose;
    case Field::certificate:
      return {is_certificate(text) ? Fit::right : Fit::wrong};
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
  if (text.contains("PRIVATE KEY-----")) return Field::private_key;  // base64 without it could be anything
  if (is_certificate(text)) return Field::certificate;
  if (text.size() > longest) return Field::none;
  if (is_organization_id(text)) return Field::organization_id;
  if (is_technical_account_id(text) && !is_technical_account_email(text)) return Field::technical_account_id;
  if (is_client_secret(text)) return Field::client_secret;
  if (text.contains("://") && text.contains("/ims/exchange/jwt")) return Field::ims_exchange;
  return Field::none;
}

}  // namespace imskit
