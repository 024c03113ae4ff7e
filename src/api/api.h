// The calls that the JavaScript side makes. Texts are UTF-8; a text that is not UTF-8 is a wrong argument. Every call
// returns an Answer and keeps nothing, except the report of the last key (key_cache.h). The caller wipes what it passed
// in, and the answer, if they hold secrets.
#pragma once

#include <string>
#include <string_view>

#include "answer.h"
#include "given.h"
#include "validate.h"

namespace imskit::api {

using View = std::string_view;

// JSON: the tables of fields, issue codes, params, errors, repairs and kinds of runtime environments.
Answer describe();

// Text: the names of all fields in the order of the field table, separated by spaces. Lists end in “[]”.
Answer field_names();

// Empty if the connection is valid, without issues, and equal to its normal form. Otherwise JSON:
// {"valid", "changes", "issues"}. "changes" has the normalized value of each field whose value changes, null if the
// value disappears. With `context.fields`, only those fields are checked and reported. The connection must hold the
// fields that needed_fields() adds; unless `context.complete`, the answer may be that it needs all of them. Sets the
// context's current name.
Answer validate(const GivenConnection& given, Context& context);

// JSON: {"changes", "rename"?: {"from", "to"}}. "changes" has the values that the fix changes, by field; null if the
// value is removed. "rename" has the old and the new name of a property. `issue` is JSON: {"field", "code",
// "fix": {"code"}}, as validate() reported it. Nothing changes if the connection has no such issue.
Answer apply_fix(const GivenConnection& given, View issue);

// JSON: the claims. Options are JSON: {"metaScopes"?, "lifetimeSeconds"?, "now", "jti"?, "issuedAt"?}, with `now` in
// seconds since 1970. Fails with ERR_CONNECTION_INVALID if a field that the claims use has an error.
Answer claims(const GivenConnection& given, View options);

// Text: header and claims as they are signed (RFC 7515 section 5.1). Options and errors as for claims().
Answer signing_input(const GivenConnection& given, View options);

// Text: the JWT in compact form. Options and errors as for claims(); also ERR_SIGNING_FAILED.
Answer sign_jwt(const GivenConnection& given, View options);

// Text: the JWS in compact form. `header` and `payload` are signed as they are; an empty header is replaced by the
// default one. `key` is in any form that PrivateKey reads. Fails with ERR_KEY_INVALID, ERR_JWT_MALFORMED,
// ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL or ERR_SIGNING_FAILED.
Answer sign(View header, View payload, View key, View passphrase);

// JSON: {"header", "payload"}, after checking the signature. Fails with ERR_KEY_INVALID or an ERR_JWT_… code.
Answer verify(View jwt, View public_key);

// JSON: {"header", "payload", "signature"}, unchecked; the signature is base64url. Fails with ERR_JWT_MALFORMED.
Answer decode(View jwt);

// JSON: the report. Options are JSON: {"passphrase"?, "certificate"?, "certificates"?, "now"}.
Answer inspect_key(View key, View options);

// JSON: {"source", "issues", "candidates": [{"label", "type", "connection", "keyFile"?, "certificates"?, "issues"}]}.
// Options are JSON: {"now"}.
Answer import_credentials(View text, View options);

// Bytes: PrivateKeyInfo as DER (RFC 5208 section 5). Fails with ERR_KEY_INVALID.
Answer export_pkcs8(View key, View passphrase);

// Text: the key under which names are equal.
Answer name_key(View name);

// Reads what is shared by many validations: names that are taken (sizes and texts, one after the other), and options as
// JSON: {"runtimeEnvironments"?}. On success `context` is filled in and the answer is empty.
Answer prepare(std::span<const std::int32_t> sizes, View names, View options, Context& context);

}  // namespace imskit::api
