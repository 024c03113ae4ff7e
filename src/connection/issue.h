// Every issue code, once: its name, severity, message and hint. From here they reach JavaScript, TypeScript and the
// docs.
//
// A message says what is wrong, a hint how to mend it, both in a person's words and without a secret. `{word}` stands
// for a parameter of the issue; `{label}`, `{where}` and `{allowed}` come from the field table (connection.h).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connection.h"

namespace imskit {

enum class Severity : std::uint8_t { error, warning };

// Adobe's documented command.
#define IMSKIT_NEW_KEY                                                                                        \
  "Make a new RSA key: openssl req -x509 -sha256 -nodes -days 365 -newkey rsa:2048 -keyout private.key -out " \
  "certificate_pub.crt"

// clang-format off
#define IMSKIT_ISSUES(X) \
  X(required, error, "{label} is missing.", "{where}") \
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
  X(several_credentials, warning, "The file holds several credentials; the first was taken, a JWT’s before another.", "Check that it is the one that is meant.") \
  X(unknown_credentials, error, "This is no credential file that is known here.", "Expected is the JSON of the Developer Console or of AEM, a configuration of @adobe/jwt-auth, a .env of aio, or an ini file.") \
  X(too_large, error, "{label} is larger than {max} bytes, more than any private key.", "Paste the key alone.") \
  X(not_a_key, error, "This is not a private key.", "Paste the whole file, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.") \
  X(not_a_public_key, error, "This is neither a public key nor a certificate.", "Give PEM text, from its BEGIN line to its END line.") \
  X(truncated, error, "Part of the key is missing.", "Copy the whole file again, from its BEGIN line to its END line.") \
  X(corrupt_base64, error, "The text between BEGIN and END is damaged: it contains what base64 does not.", "Copy the key again from its file.") \
  X(several_keys, error, "There is more than one private key here.", "Paste the one that belongs to the certificate in the Developer Console.") \
  X(certificate, error, "This is a certificate, the public half.", "Paste the private key: the file private.key beside it in config.zip.") \
  X(public_key, error, "This is a public key.", "Paste the private key: the file private.key in config.zip.") \
  X(certificate_request, error, "This is a certificate request.", "Paste the private key that was made with it.") \
  X(ec_key, error, "This is an elliptic-curve (EC) key; Adobe takes RSA.", IMSKIT_NEW_KEY) \
  X(ed25519_key, error, "This is an Ed25519 key; Adobe takes RSA.", IMSKIT_NEW_KEY) \
  X(rsa_pss_key, error, "This key is for RSA-PSS alone; RS256 needs a plain RSA key.", IMSKIT_NEW_KEY) \
  X(dsa_key, error, "This is a DSA key; Adobe takes RSA.", IMSKIT_NEW_KEY) \
  X(openssh_key, error, "This key is in OpenSSH’s own format.", "Convert a copy of it: ssh-keygen -p -m PEM -f COPY") \
  X(putty_key, error, "This key is in PuTTY’s own format.", "Convert it: puttygen KEY.ppk -O private-openssh -o private.key") \
  X(unsupported_key, error, "This key is of a kind that imskit does not know.", "Paste an RSA private key.") \
  X(pkcs12, error, "This is a PKCS#12 container (.p12, .pfx), not a key alone.", "Take the key out of it: openssl pkcs12 -in FILE.p12 -nocerts -nodes -out private.key") \
  X(passphrase_required, error, "The key is encrypted, and its passphrase is missing.", "Enter the passphrase, or remove it from a copy: openssl pkey -in private.key -out plain.key") \
  X(wrong_passphrase, error, "The passphrase does not open the key.", "Mind capitals and spaces; the passphrase is the one given when the key was made or encrypted.") \
  X(scrypt, error, "The key is encrypted with scrypt, which is not supported.", "Encrypt a copy in the usual way: openssl pkcs8 -topk8 -v2 aes256 -in private.key -out converted.key") \
  X(too_many_iterations, error, "The key’s encryption asks for {actual} rounds of hashing; at most {max} are done.", "Encrypt a copy with fewer: openssl pkcs8 -topk8 -v2 aes256 -iter 100000 -in private.key -out converted.key") \
  X(unsupported_encryption, error, "The key is encrypted in a way that is not supported.", "Encrypt a copy in the usual way: openssl pkcs8 -topk8 -v2 aes256 -in private.key -out converted.key") \
  X(invalid_certificate, error, "This is not a certificate that can be read.", "Paste the file certificate_pub.crt of config.zip, from its BEGIN line to its END line.") \
  X(certificate_mismatch, error, "The private key does not belong to the certificate.", "Take both from the same config.zip, or attach this key’s own certificate in the Developer Console.") \
  X(certificate_expired, warning, "The certificate expired on {expires}; Adobe refuses what its key signs.", "Make a new key and certificate and attach the certificate in the Developer Console.") \
  X(certificate_not_listed, warning, "The certificate is none of those that the credential’s file lists; Adobe refuses what the keys of others sign.", "Attach it in the Developer Console, or take the private key of a listed one: {listed}.") \
  X(certificate_unknown, warning, "The private key alone does not tell whether its certificate is one of those that the credential’s file lists.", "Give the certificate as well, or compare the output of openssl x509 -in certificate_pub.crt -noout -fingerprint -sha1 with these: {listed}.") \
  X(multi_prime, error, "This RSA key has more than two primes.", IMSKIT_NEW_KEY) \
  X(key_too_small, error, "The key has {actual} bits; at least {min} are needed.", IMSKIT_NEW_KEY) \
  X(key_too_large, error, "The key has {actual} bits; at most {max} are supported.", IMSKIT_NEW_KEY) \
  X(corrupt_key, error, "The key is damaged: its contents do not read as a private key.", "Copy the key again from its file.") \
  X(inconsistent_key, error, "The key is damaged: its numbers do not belong together.", "Copy the key again from its file, or check it: openssl pkey -in private.key -check -noout")
// clang-format on

enum class Code : std::uint8_t {
#define IMSKIT_ENUMERATOR(code, severity, message, hint) code,
  IMSKIT_ISSUES(IMSKIT_ENUMERATOR)
#undef IMSKIT_ENUMERATOR
};

struct CodeRule {
  std::string_view name;
  Severity severity;
  std::string_view message;
  std::string_view hint;
};

inline constexpr CodeRule code_rules[] = {
#define IMSKIT_RULE(code, severity, message, hint) {#code, Severity::severity, message, hint},
    IMSKIT_ISSUES(IMSKIT_RULE)
#undef IMSKIT_RULE
};

constexpr const CodeRule& rule_of(Code code) { return code_rules[static_cast<std::size_t>(code)]; }

constexpr std::string_view name_of(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

// What a message is made from. A name stands for one kind of value, whatever the code.
enum class ParamKind : std::uint8_t {
  text,
  optional_text,  // where it is absent, there is no hint
  number,         // a count (characters, bytes, bits), or a position that counts from 1
};

struct ParamRule {
  std::string_view name;
  ParamKind kind;
};

inline constexpr ParamRule param_rules[] = {
    {"actual", ParamKind::number},
    {"character", ParamKind::text},
    {"example", ParamKind::text},
    {"excess", ParamKind::number},
    {"expected", ParamKind::text},
    {"expires", ParamKind::text},
    {"given", ParamKind::text},
    {"kind", ParamKind::text},
    {"listed", ParamKind::text},
    {"max", ParamKind::number},
    {"min", ParamKind::number},
    {"name", ParamKind::text},
    {"nearest", ParamKind::optional_text},
    {"position", ParamKind::number},
    {"reason", ParamKind::text},
};

consteval const ParamRule* find_param(std::string_view name) {
  const auto* found = std::ranges::find(param_rules, name, &ParamRule::name);
  return found == std::ranges::end(param_rules) ? nullptr : found;
}

// The name of a parameter, as a literal: another one, or one of the other kind, does not compile.
template <bool number>
struct ParamName {
  consteval ParamName(const char* name) : text(name) {
    if ((find_param(name)->kind == ParamKind::number) != number) wrong_kind();
  }
  static void wrong_kind();  // not constexpr
  std::string_view text;
};

struct Param {
  Param(ParamName<false> name_, std::string_view text_) : name(name_.text), text(text_) {}
  Param(ParamName<true> name_, std::int64_t number_)
      : name(name_.text), text(std::to_string(number_)), is_number(true) {}
  bool operator==(const Param&) const = default;

  std::string_view name;
  std::string text;  // of a number, its decimal digits
  bool is_number = false;
};
using Params = std::vector<Param>;

struct Issue {
  Field field;
  Code code;
  Params params = {};

  bool is_error() const { return rule_of(code).severity == Severity::error; }
  std::string_view field_name() const;  // as in the connection object; of an unknown field the name that was given
  std::string message() const;
  std::string hint() const;  // may be empty
};

}  // namespace imskit
