// The fields of a connection. One table holds their names, labels, limits and defaults, and every rule reads it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "key_limits.h"

namespace imskit {

inline constexpr std::string_view connection_type = "Adobe Analytics Mass Ingestion";
inline constexpr std::string_view exchange_path = "/ims/exchange/jwt";

// In the order of the form, then the fields that are not on the form.
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
  none,  // an issue that is about no known field
};

inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::none);

// A set of fields.
class FieldSet {
 public:
  constexpr FieldSet() = default;
  constexpr FieldSet(std::initializer_list<Field> fields) {
    for (const Field field : fields) add(field);
  }
  // A bit for each field, in the order of Field.
  static constexpr FieldSet from_bits(unsigned bits) {
    FieldSet set;
    set.bits_ = bits & ((1u << field_count) - 1);
    return set;
  }
  static constexpr FieldSet all() { return from_bits(~0u); }

  constexpr unsigned bits() const { return bits_; }
  constexpr bool has(Field field) const { return (bits_ >> static_cast<unsigned>(field) & 1) != 0; }
  constexpr bool has_any(FieldSet others) const { return (bits_ & others.bits_) != 0; }
  constexpr void add(Field field) { bits_ |= 1u << static_cast<unsigned>(field); }
  constexpr void add(FieldSet others) { bits_ |= others.bits_; }
  constexpr bool operator==(const FieldSet&) const = default;

 private:
  unsigned bits_ = 0;
};

// What normalize() removes at both ends of a value.
enum class Trim : std::uint8_t {
  none,
  spaces,       // U+0020 only
  white_space,  // everything that trim() of base/text.h removes
};

enum class Kind : std::uint8_t {
  line,   // one line of text
  text,   // text with tabs and line breaks
  lines,  // a list of lines
};

struct FieldRule {
  Field field;
  std::string_view name;   // property of the connection object
  std::string_view label;  // on the form; empty if the field is not on it
  Kind kind = Kind::line;
  bool required = false;
  bool jwt_only = false;  // not required for the grant client_credentials
  bool derived = false;   // if absent, made from another field; if that fails, the other field has the issue
  bool secret = false;    // never shown in a message
  Trim trim = Trim::none;
  std::size_t max = 1024;          // code points, or entries of a list
  std::size_t max_bytes = 0;       // replaces `max` unless it is 0
  std::string_view fallback = "";  // value if absent
  std::string_view where = "";     // where a person finds the value
  std::string_view format = "";    // what a value looks like, as a sentence
  std::string_view allowed = "";   // which characters the value may have
};

inline constexpr std::size_t max_entry_length = 255;  // code points of a metascope or scope

inline constexpr std::string_view printable_only = "Remove characters that don’t print.";

inline constexpr std::array<FieldRule, field_count> field_rules = {{
    {.field = Field::name,
     .name = "name",
     .label = "Connection Name",
     .required = true,
     .trim = Trim::spaces,
     .max = 100,
     .where = "Choose a name that no other connection in your organization has.",
     .format = "Choose any name.",
     .allowed = "Use only the letters A to Z, digits, spaces and _ . + -"},
    {.field = Field::description,
     .name = "description",
     .label = "Description",
     .kind = Kind::text,
     .max = 255,
     .format = "Enter any text.",
     .allowed = printable_only},
    {.field = Field::type, .name = "type", .label = "Type", .fallback = connection_type, .allowed = printable_only},
    {.field = Field::runtime_environment,
     .name = "runtimeEnvironment",
     .label = "Runtime Environment",
     .required = true,
     .trim = Trim::spaces,
     .where = "The Secure Agent that runs your ingestion tasks.",
     .format = "A runtime environment is the name of a Secure Agent.",
     .allowed = printable_only},
    {.field = Field::client_id,
     .name = "clientId",
     .label = "Client ID",
     .required = true,
     .trim = Trim::white_space,
     .where = "Open your credential in the Adobe Developer Console. The client ID is also called the API key.",
     .format = "A client ID usually has 32 characters, 0–9 and a–f.",
     .allowed = printable_only},
    {.field = Field::client_secret,
     .name = "clientSecret",
     .label = "Client Secret",
     .required = true,
     .secret = true,
     .trim = Trim::white_space,
     .where = "Open your credential in the Adobe Developer Console and select “Retrieve client secret”.",
     .format = "A client secret usually starts with p8e- or s8e-, followed by 32 letters, digits, _ or -.",
     .allowed = printable_only},
    {.field = Field::technical_account_id,
     .name = "technicalAccountId",
     .label = "Technical Account ID",
     .required = true,
     .jwt_only = true,
     .trim = Trim::white_space,
     .where = "Open your credential in the Adobe Developer Console. The ID ends in @techacct.adobe.com.",
     .format = "A technical account ID is 24 characters, 0–9 and A–F, followed by @techacct.adobe.com.",
     .allowed = printable_only},
    {.field = Field::organization_id,
     .name = "organizationId",
     .label = "Organization ID",
     .required = true,
     .trim = Trim::white_space,
     .where = "Open your credential in the Adobe Developer Console. The ID ends in @AdobeOrg.",
     .format = "An organization ID is 24 characters, 0–9 and A–F, followed by @AdobeOrg.",
     .allowed = printable_only},
    {.field = Field::private_key,
     .name = "privateKey",
     .label = "Private Key",
     .kind = Kind::text,
     .required = true,
     .jwt_only = true,
     .secret = true,
     .max_bytes = max_key_bytes,
     .where = "Use the file private.key from the config.zip of the Adobe Developer Console, or the key that you made "
              "with OpenSSL.",
     .format = "A private key starts with -----BEGIN PRIVATE KEY-----.",
     .allowed = "Paste the key as text (PEM)."},
    {.field = Field::passphrase,
     .name = "passphrase",
     .label = "Passphrase",
     .secret = true,
     .where = "Only an encrypted private key needs one.",
     .format = "A passphrase opens an encrypted private key.",
     .allowed = printable_only},
    {.field = Field::ims_host,
     .name = "imsHost",
     .label = "IMS Host",
     .trim = Trim::white_space,
     .fallback = "https://ims-na1.adobelogin.com",
     .where = "Leave it empty to use Adobe’s production service.",
     .format = "The IMS host is usually https://ims-na1.adobelogin.com.",
     .allowed = printable_only},
    {.field = Field::ims_exchange,
     .name = "imsExchange",
     .label = "IMS Exchange",
     .derived = true,
     .trim = Trim::white_space,
     .where = "Leave it empty to derive it from IMS Host.",
     .format = "The exchange is usually https://ims-na1.adobelogin.com/ims/exchange/jwt.",
     .allowed = printable_only},
    {.field = Field::meta_scopes,
     .name = "metaScopes",
     .label = "",
     .kind = Kind::lines,
     .max = 100,
     .format = "A metascope is a name such as ent_analytics_bulk_ingest_sdk.",
     .allowed = "Use only letters, digits and _ . - as in ent_analytics_bulk_ingest_sdk."},
    {.field = Field::scopes,
     .name = "scopes",
     .label = "",
     .kind = Kind::lines,
     .max = 100,
     .format = "A scope is a name such as additional_info.job_function.",
     .allowed = "Use only letters, digits and _ . - : / as in additional_info.job_function."},
    {.field = Field::certificate,
     .name = "certificate",
     .label = "",
     .kind = Kind::text,
     .max_bytes = max_key_bytes,
     .format = "A certificate starts with -----BEGIN CERTIFICATE-----.",
     .allowed = "Paste the certificate as text (PEM)."},
}};

constexpr const FieldRule& rule_of(Field field) { return field_rules[static_cast<std::size_t>(field)]; }

// What messages call the field: its label, or its name if it is not on the form.
constexpr std::string_view label_of(Field field) {
  const FieldRule& rule = rule_of(field);
  return rule.label.empty() ? rule.name : rule.label;
}

// True for what identifies the credential.
constexpr bool is_identifier(Field field) {
  using enum Field;
  return field == client_id || field == client_secret || field == technical_account_id || field == organization_id;
}

// IMS host and exchange.
constexpr bool is_address(Field field) { return field == Field::ims_host || field == Field::ims_exchange; }

// The field with this property name, or nullptr. The name must match exactly.
const FieldRule* find_field(std::string_view name);

struct NearestField {
  const FieldRule* rule = nullptr;  // nullptr if no field is close
  bool certain = false;             // true if only that field can be meant
};

// The field that an unknown property name probably means: one of its names in credential files, such as orgId or
// client_secret, or a property name with a typing mistake. Ignores case, `_`, `-` and spaces.
NearestField nearest_field(std::string_view name);

}  // namespace imskit
