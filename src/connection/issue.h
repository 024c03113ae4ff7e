// Every issue code of a connection: the codes of its fields here, and those of keys from key_issue.h. From this table
// they reach JavaScript, TypeScript and the docs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fields.h"
#include "fix.h"
#include "key_issue.h"
#include "message.h"

namespace imskit {

#define IMSKIT_KNOWN_FILES                                                                                           \
  "Use the JSON of the Developer Console or of AEM, or a file with the client ID, client secret, technical account " \
  "ID and organization ID: .env, JSON, YAML, ini or properties."

// Rows X(name, severity, message, hint), see CodeRule. {label}, {format} and {allowed} come from the field table
// (fields.h). {number:one|many} is the number and the noun that agrees with it.
// clang-format off
#define IMSKIT_FORM_ISSUES(X) \
  X(invalid_type, error, "{label} must be {expected}, not {given}.", "Change it to {expected}.") \
  X(too_long, error, "{label} has {actual:character|characters}. The limit is {max}.", "Remove {excess:character|characters}.") \
  X(too_many, error, "{label} has {actual:entry|entries}. The limit is {max}.", "Keep only those that the connection needs.") \
  X(empty_entry, error, "{label} has an empty entry.", "Remove the empty entry. {allowed}") \
  X(invalid_character, error, "{label} contains {character} at position {position}, which isn’t allowed.", "{allowed}") \
  X(not_unique, error, "Another connection already has the name “{name}”.", "Choose another name. Names are not case-sensitive.") \
  X(unsupported_type, error, "Type must be exactly “{expected}”.", "Choose it, or leave Type empty.") \
  X(unsupported_runtime, error, "“{name}” is {given}. This connection needs a Secure Agent.", "Choose a runtime environment that is a Secure Agent.") \
  X(unknown_runtime, warning, "“{name}” isn’t in the list of runtime environments.", "Check the name, or choose a Secure Agent from the list.") \
  X(unusual_format, warning, "{label} has an unusual format. {format}", "Check that you copied the right value, and all of it.") \
  X(invalid_format, error, "{label} has the wrong format. {format}", "Check that you copied the right value, and all of it.") \
  X(wrong_case, error, "{label} has the wrong capitalization. {format}", "Correct the capitalization, or copy the value again.") \
  X(unusual_case, warning, "{label} has uppercase letters, which is unusual. {format}", "Check that you copied the right value.") \
  X(missing_suffix, error, "{label} must end in {expected}.", "Add {expected}.") \
  X(technical_account_email, error, "{label} contains the technical account’s email address, not its ID. {format}", "Copy the ID. It is next to the email address in the Adobe Developer Console.") \
  X(swapped, error, "{label} and {belongs} are swapped.", "Swap the two values.") \
  X(belongs_elsewhere, error, "{label} contains {found}, which belongs in {belongs}.", "Move it to {belongs}.") \
  X(wrong_kind, error, "{label} contains {found}. {format}", "Replace it with the right value.") \
  X(labeled, error, "{label} starts with a label: “{given}”.", "Remove the label, and keep only the value.") \
  X(quoted, error, "{label} has quotes around the value.", "Remove the quotes.") \
  X(commented, error, "{label} has a comment after the value.", "Remove the comment.") \
  X(punctuated, error, "{label} has punctuation before or after the value.", "Remove the punctuation, such as a comma, a bracket or a bullet.") \
  X(prefixed, error, "{label} starts with “{given}”, which belongs in an Authorization header.", "Keep only the value.") \
  X(url_encoded, error, "{label} is URL-encoded: codes such as %40 stand for characters.", "Decode it, or copy the value again.") \
  X(doubled, error, "{label} has the value twice.", "Keep only one of them.") \
  X(typographic, error, "{label} has characters that a program changed, such as a long dash or an invisible character.", "Use plain characters, or copy the value again.") \
  X(base64_encoded, error, "{label} is encoded in base64.", "Decode it, or copy the value again.") \
  X(surrounded, error, "{label} has other text before or after the value.", "Keep only the value.") \
  X(white_space, error, "{label} has spaces or line breaks inside the value.", "Remove them. If there are several values, keep only the right one.") \
  X(invalid_url, error, "{label} isn’t a valid address: {reason}.", "Write it like {example}") \
  X(https_required, error, "{label} must use https.", "Plain http is allowed only for localhost, 127.0.0.1 and [::1].") \
  X(insecure_http, warning, "{label} uses plain http.", "Use it only for tests on this computer. Adobe IMS needs https.") \
  X(foreign_host, warning, "{label} ({given}) is outside adobelogin.com.", "Adobe IMS is at {expected}. Check the address for typos.") \
  X(api_host, warning, "{label} is the host of an Adobe API ({given}), not of IMS, which is in adobelogin.com.", "Use {expected}, and call the API with the token that you get there.") \
  X(host_mismatch, warning, "{label} is at {given}, but IMS Host is {expected}.", "Both are usually on the same server. Leave IMS Exchange empty to derive it from IMS Host.") \
  X(oauth_endpoint, warning, "{label} is an OAuth endpoint, which takes no JWT.", "Use {example}") \
  X(url_query, warning, "{label} has a query (the part from ? on), which IMS doesn’t expect.", "Remove the query.") \
  X(doubled_slash, warning, "{label} has a doubled slash (//) in its path.", "Remove one of the slashes.") \
  X(metascope_url, error, "{label} has an address where only the name of the metascope belongs.", "Keep only the name: {expected}") \
  X(joined_entries, error, "{label} has several names in one entry.", "Make each name an entry of its own.") \
  X(unknown_field, warning, "“{name}” isn’t a property of a connection.", "Did you mean {nearest}?") \
  X(not_in_file, warning, "{label} isn’t in this file.", "Enter it, or add the file that has it.") \
  X(unusable_in_file, error, "{label} in this file can’t be right: it is {reason}.", "{format}") \
  X(key_in_file, warning, "The private key is in another file: {name}.", "Add that file too.") \
  X(several_credentials, warning, "This file has {actual} credentials. “{name}” is used.", "Check that it is the one you mean, or choose another one.") \
  X(syntax_error, error, "Syntax error at line {line}, column {column}: {reason}.", "Fix this place in the file, or download the file again.") \
  X(syntax_repaired, warning, "Syntax error at line {line}, column {column}: {reason}.", "The file was read anyway. Check the values.") \
  X(other_product, error, "This is {name}, not a file with Adobe credentials.", IMSKIT_KNOWN_FILES) \
  X(unsupported_credential, error, "This file only has credentials for web apps, single-page apps, native apps or API keys.", "Use an OAuth Server-to-Server or Service Account (JWT) credential of the Developer Console.") \
  X(unknown_credentials, error, "This file isn’t a credential file that imskit recognizes.", IMSKIT_KNOWN_FILES)

#define IMSKIT_ISSUES(X) IMSKIT_VALUE_ISSUES(X) IMSKIT_FORM_ISSUES(X) IMSKIT_KEY_ISSUES(X)
// clang-format on

enum class Code : std::uint8_t {
#define IMSKIT_ENUMERATOR(code, severity, message, hint) code,
  IMSKIT_ISSUES(IMSKIT_ENUMERATOR)
#undef IMSKIT_ENUMERATOR
};

inline constexpr CodeRule code_rules[] = {
#define IMSKIT_RULE(code, severity, message, hint) {#code, Severity::severity, message, hint},
    IMSKIT_ISSUES(IMSKIT_RULE)
#undef IMSKIT_RULE
};

constexpr const CodeRule& rule_of(Code code) { return code_rules[static_cast<std::size_t>(code)]; }

// Something wrong with a field. Never contains a secret.
struct Issue {
  Field field;  // Field::none for an unknown property
  Code code;
  Params params = {};
  std::optional<FixCode> fix = {};  // set if apply_fix() can repair it

  bool is_error() const { return rule_of(code).severity == Severity::error; }
  std::string_view field_name() const;  // property of the connection object; for an unknown one, the name as given
  std::string message() const;
  std::string hint() const;       // may be empty
  std::string fix_title() const;  // for a button; empty without a fix
};

// The issue of a key, at the field that holds the key, its passphrase or its certificate.
Issue to_issue(const KeyIssue& issue);

}  // namespace imskit
