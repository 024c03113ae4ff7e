// What values look like: one table of shapes, from which every diagnosis reads what a text is and where it belongs.
#pragma once

#include <cstdint>
#include <string_view>

#include "fields.h"

namespace imskit {

inline constexpr std::string_view organization_suffix = "@AdobeOrg";
inline constexpr std::string_view technical_account_suffix = "@techacct.adobe.com";

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

// The shape of a text without white space or anything else around it. Upper and lower case may be wrong.
Shape shape_of(std::string_view text);

// Precondition: the shape is not `unknown`.
const ShapeRule& rule_of(Shape shape);

// The field that a value of this shape belongs in; Field::none if there is none, or the shape is unknown.
Field field_of(Shape shape);

// Exactly as Adobe issues them today: 32 hexadecimal digits, or cm-p<digits>-e<digits>-integration… for AEM.
bool is_usual_client_id(std::string_view text);

// Exactly as Adobe issues them: p8e- or s8e- and 32 of A–Z a–z 0–9 _ -, or a UUID.
bool is_usual_client_secret(std::string_view text);

bool is_uuid(std::string_view text);
bool is_hex_of_length(std::string_view text, std::size_t length);

}  // namespace imskit
