// What the package calls: text in, JSON text out. Every answer is {"value": …} or
// {"error": {"code", "message", "field"?, "hint"?, "issues"?}}; no input makes it fail otherwise.
#pragma once

#include <string>
#include <string_view>

namespace imskit::api {

using Text = std::string;       // JSON, UTF-8
using View = std::string_view;  // UTF-8; what is not is taken for a wrong argument

// A connection comes as JSON; its private key, where it is text, apart from it: an empty one is the JSON's own.
Text describe();                                                  // the tables: fields, issues, errors, kinds
Text validate(View connection, View key, View context);           // {valid, connection without the key, issues}
Text claims(View connection, View options);                       // the claims
Text signing_input(View connection, View options);                // header and claims, in base64url
Text sign_jwt(View connection, View key, View options);           // compact JWT
Text sign(View header, View payload, View key, View passphrase);  // compact JWS; empty header: the default one
Text verify(View jwt, View public_key);                           // {header, payload}, each as JSON text
Text decode(View jwt);                                            // the same and signature, in base64url
Text inspect_key(View key, View options);          // the report; options: passphrase, certificate, certificates, now
Text import_credentials(View text, View options);  // {source, connection, certificates?, issues}; options: now
Text export_pkcs8(View key, View passphrase);      // PrivateKeyInfo, DER, as it is; or the error
Text name_key(View name);                          // string

}  // namespace imskit::api
