// Rebuilds a damaged RSA private key. Its numbers n, e, d, p, q, dP, dQ and qInv determine one another, so a key with
// lost, wrong or additional characters can be complete again, if what is left determines it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "der.h"
#include "effort.h"
#include "secret.h"

namespace imskit {

struct RebuiltKey {
  DerKind kind;  // pkcs8 or pkcs1: the form that the damaged key most likely had
  Secret der;    // unencrypted
};

// Rebuilds an unencrypted key from the base64 text between its BEGIN and END lines. Any character that is not base64 is
// skipped; so are `=` signs.
//
// The result is a key whose numbers were confirmed by at least two numbers of the text, and which, written again, has
// at least two thirds of the text's characters in runs of eight or more. nullopt if nothing that certain was found
// within the effort, and for a key of RSASSA-PSS or with more than two primes.
std::optional<RebuiltKey> rebuild_key(std::string_view base64, Effort& effort);

// The same for a key in binary form.
std::optional<RebuiltKey> rebuild_key(Bytes der, Effort& effort);

// How much the text looks like a key that can be rebuilt. Of two readings of one text, the one with the higher rating
// is likelier the right one. 0 if it cannot be rebuilt.
std::size_t rate_damaged_key(std::string_view base64, Effort& effort);
std::size_t rate_damaged_key(Bytes der, Effort& effort);

}  // namespace imskit
