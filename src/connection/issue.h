// Every issue code of a connection: the codes of its fields here, and those of keys from key_issue.h. From this table
// they reach JavaScript, TypeScript and the docs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connection.h"
#include "key_issue.h"
#include "message.h"

namespace imskit {

#define IMSKIT_KNOWN_FILES                                                                                           \
  "Use the JSON of the Developer Console or of AEM, or a file with the client ID, client secret, technical account " \
  "ID and organization ID: .env, JSON, YAML, ini or properties."

// clang-format off
#define IMSKIT_FORM_ISSUES(X) \
  X(invalid_type, error, "{label} must be {expected}, not {given}.", "Give it as {expected}.") \
  X(too_long, error, "{label} has {actual} characters; at most {max} are allowed.", "Shorten it by {excess} characters.") \
  X(too_many, error, "{label} has {actual} entries; at most {max} are allowed.", "Keep those that the connection needs.") \
  X(empty_entry, error, "{label} has an empty entry.", "{allowed}") \
  X(invalid_character, error, "{label} contains “{character}” at position {position}, which is not allowed.", "{allowed}") \
  X(not_unique, error, "Another connection is already called “{name}”.", "Choose another name; capitals make no difference.") \
  X(unsupported_type, error, "The type must be exactly “{expected}”.", "Choose it, or leave the type out.") \
  X(unsupported_runtime, error, "“{name}” is no Secure Agent ({kind}), and this connection runs on a Secure Agent alone.", "Choose a runtime environment that is a Secure Agent.") \
  X(unknown_runtime, warning, "“{name}” is none of the runtime environments known here.", "Check its name; it must be a Secure Agent.") \
  X(unusual_format, warning, "{label} does not look as usual: {expected}.", "Check that the whole value was copied, and the right one. {where}") \
  X(invalid_format, error, "{label} must look like {expected}.", "{where}") \
  X(technical_account_email, warning, "This looks like the technical account’s e-mail, not its ID.", "Copy the technical account ID: 24 hexadecimal digits before @techacct.adobe.com.") \
  X(invalid_url, error, "{label} is not a usable address: {reason}.", "Write it like {example}.") \
  X(https_required, error, "{label} must start with https://.", "Plain http is allowed for 127.0.0.1, [::1] and localhost alone.") \
  X(insecure_http, warning, "{label} uses plain http.", "Right for a test on this machine; Adobe’s own service is reached by https:// alone.") \
  X(host_mismatch, warning, "The exchange is at {given}, the IMS host is {expected}.", "Both are usually the same server; leave IMS Exchange empty to derive it from IMS Host.") \
  X(unknown_field, warning, "“{name}” is not a property of the connection.", "Did you mean {nearest}?") \
  X(not_in_file, warning, "{label} is not in this file.", "{where}") \
  X(unusable_in_file, error, "{label} in this file can’t be right: it is {reason}.", "{where}") \
  X(key_in_file, warning, "The private key is in another file: {name}.", "Add that file too.") \
  X(several_credentials, warning, "This file has {actual} credentials. “{name}” is used.", "Check that it is the one you mean, or choose another one.") \
  X(syntax_error, error, "Syntax error at line {line}, column {column}: {reason}.", "Fix this place in the file, or download the file again.") \
  X(syntax_repaired, warning, "Syntax error at line {line}, column {column}: {reason}.", "The file was read anyway. Check the values.") \
  X(other_product, error, "This is {name}, not a file with Adobe credentials.", IMSKIT_KNOWN_FILES) \
  X(unsupported_credential, error, "This file only has credentials for web apps, single-page apps, native apps or API keys.", "Use an OAuth Server-to-Server or Service Account (JWT) credential of the Developer Console.") \
  X(unknown_credentials, error, "This file isn’t a credential file we know.", IMSKIT_KNOWN_FILES)

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

struct Issue {
  Field field;
  Code code;
  Params params = {};

  bool is_error() const { return rule_of(code).severity == Severity::error; }
  std::string_view field_name() const;  // as in the connection object; of an unknown field the name that was given
  std::string message() const;
  std::string hint() const;  // may be empty
};

// The issue of a key, at the field that holds the key, its passphrase or its certificate.
Issue to_issue(const KeyIssue& issue);

}  // namespace imskit
