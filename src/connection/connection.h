// The fields of a connection: one table of names, labels, limits and defaults, which every rule reads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imskit {

inline constexpr std::string_view connection_type = "Adobe Analytics Mass Ingestion";
inline constexpr std::string_view exchange_path = "/ims/exchange/jwt";

// In form order; then what a credential file knows and the form does not ask.
enum class Field : std::uint8_t {
  name,
  description,
  type,
  runtime_environment,
  client_id,
  client_secret,
  technical_account_id,
  organization_id,
  private_key,
  passphrase,
  ims_host,
  ims_exchange,
  meta_scopes,
  scopes,
  certificate,
  none,  // what is no field
};

inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::none);

enum class Trim : std::uint8_t { none, spaces, white_space };
enum class Kind : std::uint8_t {
  line,   // one line of text
  text,   // text with tabs and line ends
  lines,  // a list of lines
};

struct FieldRule {
  Field field;
  std::string_view name;   // in the connection object
  std::string_view label;  // on the form; empty: not on it
  Kind kind = Kind::line;
  bool required = false;
  bool jwt_only = false;  // not required where a token is had by client_credentials
  bool derived = false;   // made from another where it is absent; where it cannot be, that one has an issue of its own
  bool secret = false;
  Trim trim = Trim::none;
  std::size_t max = 1024;     // code points; entries of a list
  std::size_t max_bytes = 0;  // instead of max, where it is not 0
  std::string_view fallback = "";
  std::string_view where = "";    // where a person finds the value
  std::string_view allowed = "";  // which characters it takes
};

inline constexpr std::size_t max_key_bytes = 65536;
inline constexpr std::size_t max_entry_length = 255;  // of a metascope or scope

inline constexpr std::string_view no_controls = "Remove the characters that do not print.";

inline constexpr std::array<FieldRule, field_count> field_rules = {{
    {.field = Field::name,
     .name = "name",
     .label = "Connection Name",
     .required = true,
     .trim = Trim::spaces,
     .max = 100,
     .where = "Choose a name that is unique in the organization.",
     .allowed = "Use letters A to Z, digits, spaces and _ . + - alone."},
    {.field = Field::description,
     .name = "description",
     .label = "Description",
     .kind = Kind::text,
     .max = 255,
     .allowed = no_controls},
    {.field = Field::type,
     .name = "type",
     .label = "Type",
     .required = true,
     .fallback = connection_type,
     .allowed = no_controls},
    {.field = Field::runtime_environment,
     .name = "runtimeEnvironment",
     .label = "Runtime Environment",
     .required = true,
     .trim = Trim::spaces,
     .where = "Choose the Secure Agent that is to run the ingestion tasks.",
     .allowed = no_controls},
    {.field = Field::client_id,
     .name = "clientId",
     .label = "Client ID",
     .required = true,
     .trim = Trim::white_space,
     .where = "The Developer Console shows it in the credential’s details, also as API key.",
     .allowed = no_controls},
    {.field = Field::client_secret,
     .name = "clientSecret",
     .label = "Client Secret",
     .required = true,
     .secret = true,
     .trim = Trim::white_space,
     .where = "The Developer Console shows it in the credential’s details, behind “Retrieve client secret”.",
     .allowed = no_controls},
    {.field = Field::technical_account_id,
     .name = "technicalAccountId",
     .label = "Technical Account ID",
     .required = true,
     .jwt_only = true,
     .trim = Trim::white_space,
     .where = "The Developer Console shows it in the credential’s details; it ends in @techacct.adobe.com.",
     .allowed = no_controls},
    {.field = Field::organization_id,
     .name = "organizationId",
     .label = "Organization ID",
     .required = true,
     .trim = Trim::white_space,
     .where = "The Developer Console shows it in the credential’s details; it ends in @AdobeOrg.",
     .allowed = no_controls},
    {.field = Field::private_key,
     .name = "privateKey",
     .label = "Private Key",
     .kind = Kind::text,
     .required = true,
     .jwt_only = true,
     .secret = true,
     .max_bytes = max_key_bytes,
     .where =
         "It is the file private.key in the config.zip that the Developer Console gave, or that you made with openssl.",
     .allowed = "Paste the key as text (PEM)."},
    {.field = Field::passphrase,
     .name = "passphrase",
     .label = "Passphrase",
     .secret = true,
     .where = "Only an encrypted key has one.",
     .allowed = no_controls},
    {.field = Field::ims_host,
     .name = "imsHost",
     .label = "IMS Host",
     .required = true,
     .trim = Trim::white_space,
     .fallback = "https://ims-na1.adobelogin.com",
     .where = "Leave it empty for Adobe’s production service.",
     .allowed = no_controls},
    {.field = Field::ims_exchange,
     .name = "imsExchange",
     .label = "IMS Exchange",
     .required = true,
     .derived = true,
     .trim = Trim::white_space,
     .where = "Leave it empty to derive it from the IMS host.",
     .allowed = no_controls},
    {.field = Field::meta_scopes,
     .name = "metaScopes",
     .label = "",
     .kind = Kind::lines,
     .max = 100,
     .allowed = "A metascope is made of letters, digits and _ . -, like ent_analytics_bulk_ingest_sdk."},
    {.field = Field::scopes,
     .name = "scopes",
     .label = "",
     .kind = Kind::lines,
     .max = 100,
     .allowed = "A scope is made of letters, digits and _ . - : /, like additional_info.job_function."},
    {.field = Field::certificate,
     .name = "certificate",
     .label = "",
     .kind = Kind::text,
     .max_bytes = max_key_bytes,
     .allowed = "Paste the certificate as text (PEM)."},
}};

constexpr const FieldRule& rule_of(Field field) { return field_rules[static_cast<std::size_t>(field)]; }

// By its name in the connection object; nullptr where there is none of it.
const FieldRule* find_field(std::string_view name);

// The known field whose name a person most likely meant, or nullptr.
const FieldRule* nearest_field(std::string_view name);

// What a connection holds, as given or normalised. An absent value is nullopt; an empty one counts as absent.
struct Connection {
  std::array<std::optional<std::string>, field_count> values;  // those that are text
  std::optional<std::vector<std::string>> meta_scopes;
  std::optional<std::vector<std::string>> scopes;

  std::optional<std::string>& operator[](Field field) { return values[static_cast<std::size_t>(field)]; }
  const std::optional<std::string>& operator[](Field field) const { return values[static_cast<std::size_t>(field)]; }

  // The text of a field, empty where it is absent.
  std::string_view text(Field field) const {
    const auto& value = (*this)[field];
    return value ? std::string_view(*value) : std::string_view();
  }
};

// Trimmed, URLs in their normal form, defaults filled in. Normalising twice is normalising once. What breaks a rule
// stays as it is, for validate() to tell.
void normalise(Connection& connection);

// The key under which names are equal: trimmed, ASCII letters in lower case.
std::string name_key(std::string_view name);

}  // namespace imskit
