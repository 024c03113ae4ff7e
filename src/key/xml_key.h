// RSA private keys as .NET writes them: <RSAKeyValue> of XML Signature (RFC 3275 section 4.4.2.2), with the private
// numbers that RSA.ToXmlString adds.
#pragma once

#include <expected>
#include <string_view>

#include "jwk.h"
#include "key_issue.h"

namespace imskit {

// True if the text has an <RSAKeyValue> element.
bool is_xml_key(std::string_view text);

// Reads the first one. Precondition: is_xml_key(text).
std::expected<JwkNumbers, KeyCode> read_xml_key(std::string_view text);

}  // namespace imskit
