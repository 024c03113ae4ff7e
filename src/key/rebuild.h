// Rebuilds a damaged RSA private key. Its numbers n, e, d, p, q, dP, dQ and qInv determine one another, so a key with
// lost, wrong or additional characters can be complete again, if what is left determines it.
#pragma once

#include <optional>
#include <string_view>

#include "der.h"
#include "secret.h"

namespace imskit {

struct RebuiltKey {
  DerKind kind;  // pkcs8 or pkcs1: the form that the damaged key most likely had
  Secret der;
};

// Rebuilds an unencrypted key from the base64 text between its BEGIN and END lines, which either line may lack. Any
// character that is not base64 is skipped; so are `=` signs.
//
// The result is a key whose numbers were confirmed by at least two numbers of the text, and which, written again, has
// at least two thirds of the text's characters in runs of eight or more. nullopt if nothing that certain was found,
// and for a key of RSASSA-PSS or with more than two primes. Takes bounded time, whatever the text is.
std::optional<RebuiltKey> rebuild_key(std::string_view base64);

// The same for a key in binary form.
std::optional<RebuiltKey> rebuild_key(Bytes der);

// The same for a key in other text, or in binary form. Dashes separate the key from what is around it, as in BEGIN and
// END lines.
std::optional<RebuiltKey> rebuild_key_in(std::string_view text);

}  // namespace imskit
