// What the package calls: text in, JSON text out, no state. Every answer is {"value": …} or
// {"error": {"code", "message", "field"?, "hint"?, "issues"?}}; no input makes it fail otherwise.
#pragma once

#include <string>
#include <string_view>

namespace imskit::api {

using Json = std::string;       // UTF-8
using View = std::string_view;  // UTF-8; what is not is taken for a wrong argument

Json describe();                                                        // the tables: fields, issues, errors, kinds
Json validate(View connection, View context);                           // {valid, connection, issues}
Json claims(View connection, View options);                             // the claims
Json sign_jwt(View connection, View options);                           // compact JWT
Json sign(View header, View payload, View private_key, View passphrase);  // compact JWS; empty header: the default one
Json verify(View jwt, View public_key);                                 // {header, payload}, each as JSON text
Json decode(View jwt);                                                  // the same and signature, in base64url
Json inspect_key(View pem, View passphrase);                            // the report
Json name_key(View name);                                               // string

}  // namespace imskit::api
