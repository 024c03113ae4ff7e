// What values look like: one predicate for each kind of value, and one table of shapes made of them. The diagnosis of a
// form reads the table: what is this text, and where does it belong? Credential import reads the predicates
// (credential_fit.h): can this text be what its name says?
//
// Every predicate takes a text without white space or anything else around it. None needs valid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fields.h"

namespace imskit {

inline constexpr std::string_view organization_suffix = "@AdobeOrg";
inline constexpr std::string_view technical_account_suffix = "@techacct.adobe.com";
inline constexpr std::size_t account_length = 24;  // hexadecimal digits before the suffix

enum class Shape : std::uint8_t {
  private_key,
  certificate,
  public_key,
  client_id,
  client_secret,
  technical_account_email,
  technical_account_id,
  organization_id,
  jwt,
  ims_exchange,
  meta_scope_url,
  audience,
  ims_host,
  url,
  meta_scope,
  scope,
  email,
  fingerprint,
  json,
  file_path,
  number,
  unknown,  // any other text
};

struct ShapeRule {
  Shape shape;
  std::string_view found;  // in a message: “Client ID contains a client secret”
  Field field;             // where such a value belongs, or Field::none
  bool (*matches)(std::string_view text);
};

// Upper and lower case may be wrong.
Shape shape_of(std::string_view text);

// Precondition: the shape is not `unknown`.
const ShapeRule& rule_of(Shape shape);

// The field that a value of this shape belongs in; Field::none if there is none, or the shape is unknown.
Field field_of(Shape shape);

// ---- keys and certificates ----

// The shortest private key as a text without a BEGIN line: of 512 bits, in base64. A public key of 2048 bits is
// shorter.
inline constexpr std::size_t shortest_private_key = 400;

// True for a private key wherever it is found: an END or BEGIN line, or base64 that starts and is as long as one.
bool is_private_key(std::string_view text);

// True for what may be a private key if something else says that it is one, such as the name of the value: also with a
// damaged BEGIN line, encoded in base64 once more, or a JWK.
bool may_be_private_key(std::string_view text);

bool is_certificate(std::string_view text);  // not a request for one
bool is_public_key(std::string_view text);

// ---- identifiers ----

// Exactly as Adobe issues them today: 32 hexadecimal digits, or cm-p<digits>-e<digits>-integration… for AEM.
bool is_usual_client_id(std::string_view text);

// p8e- or s8e- and more, possibly not all of it.
bool is_client_secret(std::string_view text);

// Exactly as Adobe issues them: p8e- or s8e- and 32 of A–Z a–z 0–9 _ -, or a UUID.
bool is_usual_client_secret(std::string_view text);

// The part before the suffix, which may be in any case; empty if the text is not letters, digits, _ and - and the
// suffix.
std::string_view account_name(std::string_view text, std::string_view suffix);

bool is_technical_account_email(std::string_view text);
bool is_technical_account_id(std::string_view text);  // also the email address, which has the same ending
bool is_organization_id(std::string_view text);

// The name of a metascope in its URL or claim: ent_user_sdk of https://…/s/ent_user_sdk, /s/ent_user_sdk; empty if the
// text is something else.
std::string_view meta_scope_name(std::string_view text);

bool is_uuid(std::string_view text);
bool is_hex_of_length(std::string_view text, std::size_t length);

}  // namespace imskit
