#include "claims.h"

#include <algorithm>
#include <vector>

#include "json.h"

namespace imskit {

std::string write_claims(const Connection& connection, const ClaimsOptions& options) {
  const std::string host(connection.text(Field::ims_host));
  JsonWriter claims;
  claims.open_object()
      .member("exp", options.now_seconds + options.lifetime_seconds)
      .member("iss", connection.text(Field::organization_id))
      .member("sub", connection.text(Field::technical_account_id))
      .member("aud", host + "/c/" + std::string(connection.text(Field::client_id)));
  const auto scopes = connection.meta_scopes.value_or(std::vector{std::string(default_meta_scope)});
  for (auto scope = scopes.begin(); scope != scopes.end(); ++scope) {
    const bool repeated = std::find(scopes.begin(), scope, *scope) != scope;
    if (!repeated) claims.member((host + "/s/").append(*scope), true);
  }
  if (options.issued_at) claims.member("iat", options.now_seconds);
  if (options.jti) claims.member("jti", *options.jti);
  return claims.close_object().take();
}

}  // namespace imskit
