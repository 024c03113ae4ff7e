#include "other_text.h"

#include <algorithm>
#include <string>

#include "base64.h"
#include "text.h"

namespace imskit {
namespace {

using Rule = std::pair<std::string_view, KeyCode>;

constexpr Rule plain_texts[] = {
    {"PuTTY-User-Key-File-", KeyCode::putty_key},
    {"ssh-rsa ", KeyCode::public_key},
    {"ssh-ed25519 ", KeyCode::public_key},
    {"ecdsa-sha2-", KeyCode::public_key},
    {"ssh-dss ", KeyCode::public_key},
};

using namespace std::string_view_literals;

// How a file begins, also if it was encoded in base64.
constexpr Rule file_starts[] = {
    {"\x1F\x8B", KeyCode::gzip},
    {"PK\x03\x04", KeyCode::zip},
    {"\xFE\xED\xFE\xED", KeyCode::java_keystore},
    {"\xCE\xCE\xCE\xCE", KeyCode::java_keystore},  // JCEKS
    {"Salted_", KeyCode::encrypted_by_openssl},
    {"\0GITCRYPT\0"sv, KeyCode::git_crypt},
    {"age-encryption.org/", KeyCode::age},
    {"\x30\x80\x02\x01\x03", KeyCode::pkcs12},  // BER of indefinite length
};

// Words that give a text away, in lower case.
constexpr Rule telling_words[] = {
    {"$ansible_vault;", KeyCode::ansible_vault},
    {"enc[aes256_gcm,", KeyCode::sops},
    {"version https://git-lfs", KeyCode::git_lfs},
    {"age-encryption.org/", KeyCode::age},
    {"[object object]", KeyCode::stringified_object},
    {"arn:aws", KeyCode::secret_reference},
    {"{{resolve:", KeyCode::secret_reference},
    {"vault://", KeyCode::secret_reference},
    {"vault:", KeyCode::secret_reference},
    {"ref+", KeyCode::secret_reference},
    {"op://", KeyCode::secret_reference},
    {"@microsoft.keyvault", KeyCode::secret_reference},
    {".vault.azure.net", KeyCode::secret_reference},
    {"akvs://", KeyCode::secret_reference},
    {"keyvault", KeyCode::secret_reference},
    {"secretsmanager", KeyCode::secret_reference},
    {"secretmanager", KeyCode::secret_reference},
    {"gcp-sm:", KeyCode::secret_reference},
    {"sm://", KeyCode::secret_reference},
    {"ssm:", KeyCode::secret_reference},
    {"keeper://", KeyCode::secret_reference},
    {"conjur", KeyCode::secret_reference},
    {"<!doctype html", KeyCode::web_page},
    {"<html", KeyCode::web_page},
    {"redacted", KeyCode::masked},
    {"filtered", KeyCode::masked},
    {"(hidden)", KeyCode::masked},
};

// Placeholders for a value that a person has to fill in, in lower case.
constexpr std::string_view placeholder_words[] = {
    "your",        "changeme",    "change_me",  "replace", "placeholder", "paste",       "insert",
    "todo",        "undefined",   "none",       "null",    "example",     "private_key", "privatekey",
    "private key", "process.env", "os.environ", "getenv",  "secrets."};

bool is_secret_manager_path(std::string_view text) { return text.contains("projects/") && text.contains("/secrets/"); }

// Without its BEGIN and END lines.
std::string without_markers(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (!line.contains("-----")) out.append(line).append("\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::string(trim(out));
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::ranges::any_of(starts, [&](std::string_view start) { return text.starts_with(start); });
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::ranges::any_of(ends, [&](std::string_view end) { return text.ends_with(end); });
}

bool is_masked(std::string_view text) {
  constexpr std::string_view signs[] = {"*", "•", "●", "∙", "·", "█", "x", "X", "#", "."};
  constexpr std::size_t fewest = 3;
  return std::ranges::any_of(signs, [&](std::string_view sign) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
      if (text.substr(at).starts_with(sign)) {
        ++count;
        at += sign.size();
      } else if (is_blank(text[at])) {
        ++at;
      } else {
        return false;
      }
    }
    return count >= fewest;
  });
}

bool is_path(std::string_view text) {
  constexpr std::size_t longest = 512;
  if (text.size() > longest || text.contains('\n')) return false;
  const bool drive = text.size() > 2 && is_alpha(text[0]) && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
  const bool rooted =
      starts_with_any(text, {"/", "./", "../", "~/", "\\\\", "%", "$"}) && text.find_first_of("/\\", 1) != text.npos;
  const bool address = starts_with_any(text, {"file:", "http://", "https://"});
  const bool named = ends_with_any(text, {".pem", ".key", ".crt", ".cer", ".der", ".p12", ".pfx", ".p8", ".pk8", ".ppk",
                                          ".jks", ".txt", ".json", ".zip"});
  return drive || address || rooted || named;
}

bool is_placeholder(std::string_view text) {
  constexpr std::size_t longest = 200;
  if (text.size() > longest || text.empty()) return false;
  const bool enclosed = (starts_with_any(text, {"${", "$(", "$", "{{", "#{", "<", "[", "%", "__", "@"})) &&
                        (text.front() == '$' || ends_with_any(text, {"}", "}}", ">", "]", "%", "__", "@", ")"}));
  return enclosed || std::ranges::any_of(placeholder_words, [&](std::string_view word) { return text.contains(word); });
}

// SHA256:…, MD5:…, aa:bb:…, or 40 or 64 hexadecimal digits.
bool is_fingerprint(std::string_view text) {
  constexpr std::size_t longest = 128;
  if (text.size() > longest || text.contains('\n')) return false;
  if (starts_with_any(text, {"sha256:", "sha1:", "md5:", "sha512:"}) || text.contains("fingerprint")) return true;
  const auto digits = std::ranges::count_if(text, is_hex);
  const auto colons = std::ranges::count(text, ':');
  const bool only = digits + colons == static_cast<std::ptrdiff_t>(text.size());
  return only && (colons > 0 ? digits == 2 * (colons + 1) && colons >= 15 : digits == 40 || digits == 64);
}

// p8e-… and others that Adobe gives: a letter, a digit, more, and a hyphen, then at least 20 characters.
bool is_client_secret(std::string_view text) {
  const auto is_part = [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; };
  return text.size() >= 24 && text.size() <= 64 && is_alpha(text[0]) && is_digit(text[1]) && text[3] == '-' &&
         std::ranges::all_of(text, is_part);
}

// Three or five parts of base64url, the first of which is a JSON object; also after "Bearer ".
bool is_jwt(std::string_view text) {
  const auto start = text.find("eyJ");  // npos is not below 32
  return start < 32 && std::ranges::count(text.substr(start), '.') >= 2 && !text.substr(start).contains("-----");
}

bool is_shortened(std::string_view text) {
  const bool key = text.contains("-----") || text.contains("MII");
  return key && (text.contains("...") || text.contains("…") || text.contains("snip") || text.contains("truncated"));
}

std::optional<KeyCode> name_file(std::string_view bytes) {
  for (const auto& [start, code] : file_starts) {
    if (bytes.starts_with(start)) return code;
  }
  return std::nullopt;
}

}  // namespace

std::optional<KeyCode> name_plain_text(std::string_view text) {
  for (const auto& [start, code] : plain_texts) {
    const auto at = text.find(start);
    if (at != text.npos && (at == 0 || text[at - 1] == '\n' || text[at - 1] == ' ')) return code;
  }
  return std::nullopt;
}

std::optional<KeyCode> name_other_text(std::string_view text) {
  if (const auto file = name_file(text)) return file;
  const std::string content = without_markers(trim(text));
  std::string start = content.substr(0, 64);
  std::erase_if(start, is_blank);
  start.resize(std::min(start.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
                        start.size()) /
               4 * 4);
  if (const auto bytes = decode_base64(start); bytes && bytes->size() >= 12) {
    if (const auto file = name_file(bytes->text())) return file;
  }
  const std::string lower = ascii_lower(content);
  if (is_jwt(content)) return KeyCode::jwt;
  for (const auto& [word, code] : telling_words) {
    if (lower.contains(word)) return code;
  }
  if (is_secret_manager_path(lower)) return KeyCode::secret_reference;
  if (is_shortened(text)) return KeyCode::shortened;
  if (is_masked(content)) return KeyCode::masked;
  if (is_fingerprint(lower)) return KeyCode::fingerprint;
  if (is_client_secret(content)) return KeyCode::client_secret;
  if (is_path(lower)) return KeyCode::file_path;
  if (is_placeholder(lower)) return KeyCode::placeholder;
  return std::nullopt;
}

}  // namespace imskit
