#include "credential_foreign.h"

#include <algorithm>

#include "credential_fit.h"
#include "credential_names.h"

namespace imskit {
namespace {

// Files of other products, by names that occur together. An empty name matches every file.
struct Product {
  std::string_view name;  // “This is …”
  std::string_view members[3];
};

constexpr Product products[] = {
    {"a Google service account key", {"privatekeyid", "clientemail"}},
    {"a Google service account key", {"privatekey", "clientemail"}},
    {"a Google service account key", {"privatekey", "tokenuri"}},
    {"a Google OAuth client", {"authuri", "tokenuri"}},
    {"a Google OAuth client", {"authuri", "clientid"}},
    {"a Firebase configuration", {"authdomain", "apikey"}},
    {"a Firebase configuration", {"messagingsenderid"}},
    {"a GitHub App", {"webhooksecret"}},
    {"a GitHub App", {"appid", "privatekey"}},
    {"a GitHub App", {"appid", "installationid"}},
    {"a GitHub App", {"githubappid"}},
    {"an AWS access key", {"accesskeyid", "secretaccesskey"}},
    {"an AWS access key", {"awsaccesskeyid", "awssecretaccesskey"}},
    {"an Azure service principal", {"tenantid", "clientid"}},
    {"an Azure service principal", {"azuretenantid", "azureclientid"}},
    {"an Azure service principal", {"appid", "password", "tenant"}},
    {"a Salesforce configuration", {"consumerkey", "consumersecret"}},
    {"a Salesforce configuration", {"consumerkey", "username"}},
    {"a Salesforce configuration", {"clientid", "loginurl"}},
    {"a Salesforce configuration", {"clientid", "username", "password"}},
    {"an access token response of Salesforce", {"accesstoken", "instanceurl"}},
    {"an access token response", {"accesstoken", "tokentype"}},
    {"an access token response", {"accesstoken", "expiresin"}},
    {"an error response", {"error", "errordescription"}},
    {"an OpenID configuration", {"issuer", "jwksuri"}},
    {"a Box app", {"boxappsettings"}},
    {"a Slack app", {"signingsecret", "clientid"}},
    {"an Auth0 application", {"clientid", "domain"}},
    {"an Okta application", {"clientid", "orgurl"}},
    {"a Twilio account", {"accountsid", "authtoken"}},
    {"a JSON Web Key", {"kty"}},
    {"a Docker configuration", {"auths"}},
    {"a Kubernetes configuration", {"clusters", "users"}},
    {"a package.json file", {"name", "version", "dependencies"}},
    {"a package.json file", {"name", "version", "scripts"}},
    {"a package.json file", {"name", "version", "main"}},
    {"a package.json file", {"name", "version", "license"}},
    {"a package.json file", {"name", "version", "devdependencies"}},
    {"a lock file of npm", {"lockfileversion"}},
};

constexpr std::string_view vendors[] = {"google",   "github",    "gitlab",   "azure",   "aws",      "salesforce",
                                        "stripe",   "slack",     "okta",     "auth0",   "facebook", "twitter",
                                        "linkedin", "microsoft", "firebase", "paypal",  "twilio",   "zoom",
                                        "box",      "hubspot",   "shopify",  "spotify", "discord",  "cognito"};

bool has_member(const Json& block, std::string_view name) {
  return std::ranges::any_of(block.entries, [&](const Json& member) { return bare_name(member.name) == name; });
}

}  // namespace

std::string_view find_product(const Json& block) {
  // A block with values that only Adobe has is not of another product.
  for (const auto& member : block.entries) {
    const Field field = certain_field(member.text);
    if (field == Field::organization_id || field == Field::technical_account_id) return {};
  }
  for (const auto& [name, members] : products) {
    if (std::ranges::all_of(members,
                            [&](std::string_view member) { return member.empty() || has_member(block, member); })) {
      return name;
    }
  }
  return {};
}

std::string_view find_vendor(std::string_view scope) {
  for (const auto vendor : vendors) {
    const auto at = scope.find(vendor);
    if (at != scope.npos && (at == 0 || scope[at - 1] == word_end) && scope[at + vendor.size()] == word_end)
      return vendor;
  }
  return {};
}

}  // namespace imskit
