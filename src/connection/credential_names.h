// The names that files have for the values of a connection: one table, matched regardless of case, separators and
// prefix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connection.h"

namespace imskit {

// What a name says beyond the fields of a connection.
enum class Role : std::uint8_t {
  value,         // of its field
  key_file,      // a file that holds the private key
  certificates,  // fingerprints and expiry dates
  redirect,      // only web credentials have it
  label,         // of a value that credential files do not have, but that people copy together with its name
};

// How specific a name is: CLIENT_SECRET is, while SECRET could belong to anything.
enum class Rank : std::uint8_t { specific, usual, loose, none };

struct CredentialName {
  std::string_view name;  // without case and separators
  Field field;
  Rank rank = Rank::specific;
  Role role = Role::value;
};

// The only field that a whole name can mean, regardless of case and separators: orgId, api_key, Client ID. Field::none
// if it may mean something else.
Field field_named(std::string_view name);

// Where a name begins that ends the text, such as CLIENT_ID in ADOBE_CLIENT_ID; npos if there is none. The name may be
// of any role, and says enough for a label.
std::size_t find_known_name(std::string_view text);

// Ends every word of a scope.
inline constexpr char word_end = '\x1F';

// The name that a YAML document after a --- line gets.
inline constexpr std::string_view document_name = "---";

struct NamedValue {
  const CredentialName* known = nullptr;  // nullptr if it names no value of a credential
  std::string scope = {};                 // the words before it, and an environment after it: PROD_CLIENT_ID
  std::string_view prefix = {};           // the same as written
};

NamedValue match_name(std::string_view name);

// Appends the words of a block's name to a scope.
void append_words(std::string& scope, std::string_view name);

// True if the words, with word_end between them, follow each other in the scope.
bool has_words(std::string_view scope, std::string_view words);

// True if all of `name` names a credential's value, with no prefix but usual words: “Client ID”, ADOBE_CLIENT_ID.
bool is_credential_name(std::string_view name);

// True for words that do not tell one credential from another: adobe, ims, credentials.
bool is_usual_word(std::string_view word);

// Without case and separators.
std::string bare_name(std::string_view name);

}  // namespace imskit
