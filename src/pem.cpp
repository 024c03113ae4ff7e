#include "pem.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base64.h"

namespace imskit {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view dashes = "-----";

struct Section {
  std::string_view label;
  std::string_view body;
  bool complete;  // its END line is there
};

// Takes the next section off the text.
std::optional<Section> take_section(std::string_view& text) {
  const auto begin = text.find(begin_mark);
  if (begin == text.npos) return std::nullopt;
  text.remove_prefix(begin + begin_mark.size());
  const auto label_end = text.find(dashes);
  if (label_end == text.npos) return Section{text, {}, false};
  const auto label = text.substr(0, label_end);
  text.remove_prefix(label_end + dashes.size());
  const auto end = text.find(end_mark);
  const auto next = text.find(begin_mark);
  const bool complete = end != text.npos && end < next;
  const auto body = text.substr(0, complete ? end : std::min(next, text.size()));
  text.remove_prefix(body.size());
  return Section{label, body, complete};
}

std::optional<Secret> decode(std::string_view body) {
  Secret packed(body.size());
  std::size_t size = 0;
  for (const char c : body) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') packed.data()[size++] = static_cast<std::uint8_t>(c);
  }
  packed.shrink(size);
  return decode_base64(packed.text());
}

struct PrivateLabel {
  std::string_view label;
  KeyFormat format;
};
constexpr PrivateLabel private_labels[] = {{"PRIVATE KEY", KeyFormat::pkcs8}, {"RSA PRIVATE KEY", KeyFormat::pkcs1}};

struct PublicLabel {
  std::string_view label;
  PublicKeyFormat format;
};
constexpr PublicLabel public_labels[] = {{"PUBLIC KEY", PublicKeyFormat::spki},
                                         {"RSA PUBLIC KEY", PublicKeyFormat::pkcs1},
                                         {"CERTIFICATE", PublicKeyFormat::certificate},
                                         {"X509 CERTIFICATE", PublicKeyFormat::certificate}};

// What is recognised by its label and is no RSA private key, the most telling first.
struct RefusedLabel {
  std::string_view label;
  Code code;
};
constexpr RefusedLabel refused_labels[] = {
    {"ENCRYPTED PRIVATE KEY", Code::unsupported_encryption},
    {"EC PRIVATE KEY", Code::ec_key},
    {"EC PARAMETERS", Code::ec_key},
    {"DSA PRIVATE KEY", Code::dsa_key},
    {"OPENSSH PRIVATE KEY", Code::openssh_key},
    {"CERTIFICATE", Code::certificate},
    {"X509 CERTIFICATE", Code::certificate},
    {"TRUSTED CERTIFICATE", Code::certificate},
    {"PUBLIC KEY", Code::public_key},
    {"RSA PUBLIC KEY", Code::public_key},
    {"CERTIFICATE REQUEST", Code::certificate_request},
    {"NEW CERTIFICATE REQUEST", Code::certificate_request},
};

Code name_other(std::string_view text) {
  if (text.find("PuTTY-User-Key-File-") != text.npos) return Code::putty_key;
  Code code = Code::not_a_key;
  auto best = std::ranges::end(refused_labels);
  while (const auto section = take_section(text)) {
    const auto known = std::ranges::find(refused_labels, section->label, &RefusedLabel::label);
    best = std::min(best, known);
    if (known == std::ranges::end(refused_labels)) code = Code::unsupported_key;
  }
  return best == std::ranges::end(refused_labels) ? code : best->code;
}

}  // namespace

std::expected<PrivateKeyDer, Code> read_private_key_pem(std::string_view text) {
  std::optional<Section> found;
  KeyFormat format = KeyFormat::pkcs8;
  for (std::string_view rest = text; const auto section = take_section(rest);) {
    const auto known = std::ranges::find(private_labels, section->label, &PrivateLabel::label);
    if (known == std::ranges::end(private_labels)) continue;
    if (found) return std::unexpected(Code::several_keys);
    found = section;
    format = known->format;
  }
  if (!found) return std::unexpected(name_other(text));
  if (found->body.find("Proc-Type:") != std::string_view::npos) return std::unexpected(Code::unsupported_encryption);
  if (!found->complete) return std::unexpected(Code::truncated);
  auto der = decode(found->body);
  if (!der) return std::unexpected(Code::corrupt_base64);
  return PrivateKeyDer{format, std::move(*der)};
}

std::expected<PublicKeyDer, Code> read_public_key_pem(std::string_view text) {
  while (const auto section = take_section(text)) {
    const auto known = std::ranges::find(public_labels, section->label, &PublicLabel::label);
    if (known == std::ranges::end(public_labels)) continue;
    if (!section->complete) return std::unexpected(Code::truncated);
    const auto der = decode(section->body);
    if (!der) return std::unexpected(Code::corrupt_base64);
    return PublicKeyDer{known->format, {der->bytes().begin(), der->bytes().end()}};
  }
  return std::unexpected(Code::not_a_public_key);
}

std::string write_pem(std::string_view label, std::span<const std::uint8_t> der) {
  constexpr std::size_t line_length = 64;
  const std::string body = encode_base64(der);
  std::string out = std::string(begin_mark) + std::string(label) + std::string(dashes) + "\n";
  for (std::size_t at = 0; at < body.size(); at += line_length) out += body.substr(at, line_length) + "\n";
  return out + std::string(end_mark) + std::string(label) + std::string(dashes) + "\n";
}

}  // namespace imskit
