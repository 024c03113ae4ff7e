#include "pem_section.h"

#include <algorithm>

#include "base64.h"
#include "pem_body.h"
#include "text.h"

namespace imskit {
namespace {

// Labels that are recognized, most telling first.
constexpr PemLabel labels[] = {
    {"PRIVATE KEY", DerKind::pkcs8, {}},
    {"RSA PRIVATE KEY", DerKind::pkcs1, {}},
    {"RSA KEY", DerKind::pkcs1, {}, false},
    {"ENCRYPTED PRIVATE KEY", DerKind::encrypted_pkcs8, {}},
    {"EC PRIVATE KEY", DerKind::sec1, {}},
    {"DSA PRIVATE KEY", DerKind::dsa, {}},
    {"ANY PRIVATE KEY", DerKind::pkcs8, {}},
    {"OPENSSH PRIVATE KEY", DerKind::unknown, KeyCode::openssh_key},
    {"SSH2 ENCRYPTED PRIVATE KEY", DerKind::unknown, KeyCode::unsupported_key},
    {"PGP PRIVATE KEY BLOCK", DerKind::unknown, KeyCode::pgp_key},
    {"PGP PUBLIC KEY BLOCK", DerKind::unknown, KeyCode::pgp_key},
    {"PGP MESSAGE", DerKind::unknown, KeyCode::pgp_key},
    {"AGE ENCRYPTED FILE", DerKind::unknown, KeyCode::age},
    {"EC PARAMETERS", DerKind::unknown, KeyCode::ec_key},
    {"DSA PARAMETERS", DerKind::unknown, KeyCode::dsa_key},
    {"DH PARAMETERS", DerKind::unknown, KeyCode::unsupported_key},
    {"CERTIFICATE REQUEST", DerKind::certificate_request, KeyCode::certificate_request},
    {"NEW CERTIFICATE REQUEST", DerKind::certificate_request, KeyCode::certificate_request},
    {"CERTIFICATE", DerKind::certificate, KeyCode::certificate},
    {"X509 CERTIFICATE", DerKind::certificate, KeyCode::certificate},
    {"TRUSTED CERTIFICATE", DerKind::certificate, KeyCode::certificate},
    {"PUBLIC KEY", DerKind::public_key, KeyCode::public_key},
    {"RSA PUBLIC KEY", DerKind::public_key, KeyCode::public_key},
    {"SSH2 PUBLIC KEY", DerKind::public_key, KeyCode::public_key},
    {"PKCS7", DerKind::unknown, KeyCode::certificate},
    {"PKCS12", DerKind::pkcs12, KeyCode::pkcs12},
};

// A BEGIN or END line, with as many dashes as it happens to have.
struct Marker {
  std::size_t start, end;  // offsets in the text, dashes included
  const PemLabel* label;   // nullptr if unknown
  bool exact;
};

bool is_gap(char c) { return c == ' ' || c == '_' || c == '-'; }

// How many characters of `text` are the label, in any case, with its spaces or without; 0 if it is not the label.
std::size_t match_label(std::string_view text, std::string_view label) {
  std::size_t at = 0;
  for (const char c : label) {
    if (c == ' ') {
      while (at < text.size() && is_gap(text[at])) ++at;
    } else if (at < text.size() && ascii_lower(text[at]) == ascii_lower(c)) {
      ++at;
    } else {
      return 0;
    }
  }
  return at;
}

std::size_t find_ignoring_case(std::string_view text, std::string_view word, std::size_t from) {
  const auto found = std::ranges::search(text.substr(std::min(from, text.size())), word, {},
                                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return found.empty() ? text.npos : static_cast<std::size_t>(found.begin() - text.begin());
}

std::optional<Marker> find_marker(std::string_view text, std::string_view word, std::size_t from) {
  for (std::size_t at = find_ignoring_case(text, word, from); at != text.npos;
       at = find_ignoring_case(text, word, at + 1)) {
    std::size_t start = at;
    while (start > from && text[start - 1] == ' ') --start;
    while (start > from && text[start - 1] == '-') --start;
    std::size_t end = at + word.size();
    while (end < text.size() && is_gap(text[end])) ++end;
    const PemLabel* label = nullptr;
    std::size_t label_size = 0;
    for (const auto& one : labels) {
      const std::size_t size = match_label(text.substr(end), one.text);
      if (size <= label_size) continue;
      label = &one;
      label_size = size;
    }
    const bool dashed = text.substr(start, at - start).starts_with(pem_dashes);
    if (!label && !dashed) continue;  // the word occurs by chance
    end = label ? end + label_size : std::min(text.find_first_of("-\n", end), text.size());
    while (end < text.size() && text[end] == ' ') ++end;
    while (end < text.size() && text[end] == '-') ++end;
    const std::string expected = label ? std::string(pem_dashes).append(word).append(" ").append(label->text) : "";
    const bool exact =
        label && label->standard && text.substr(start, end - start) == expected + std::string(pem_dashes);
    return Marker{start, end, label, exact};
  }
  return std::nullopt;
}

// Without markers, DER tells where a key begins: with a SEQUENCE whose length takes two bytes, which is "MII" in
// base64, and in it an INTEGER or a SEQUENCE.
std::string_view find_body(std::string_view text) {
  constexpr std::string_view begin = "MII";
  constexpr std::size_t header_characters = 8;
  for (std::size_t at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
    std::string header;
    for (std::size_t i = at; i < text.size() && header.size() < header_characters; ++i) {
      if (is_base64(text[i])) header += text[i];
    }
    const auto bytes = decode_base64(header);
    if (!bytes || bytes->size() < 6 || der_size(bytes->bytes()) < 256) continue;
    const std::uint8_t next = bytes->data()[4];
    if (next != static_cast<std::uint8_t>(Tag::integer) && next != static_cast<std::uint8_t>(Tag::sequence)) continue;
    // To the end of the key, if only base64 and white space come before it.
    const std::string_view rest = text.substr(at);
    std::size_t characters = (der_size(bytes->bytes()) + 2) / 3 * 4;
    std::size_t end = 0;
    for (; end < rest.size() && characters > 0 && (is_base64(rest[end]) || is_blank(rest[end])); ++end) {
      characters -= is_blank(rest[end]) ? 0 : 1;
    }
    return characters == 0 ? rest.substr(0, end) : rest;
  }
  return text;
}

// No BEGIN: only the body, perhaps with headers, and perhaps with END.
PemSection section_without_begin(std::string_view text) {
  constexpr std::size_t fewest = 64;
  const auto end = find_marker(text, "END", 0);
  std::string_view content = text.substr(0, end ? end->start : text.size());
  std::string_view body = content;
  const bool encrypted = take_headers(body).has_value();
  if (!encrypted) content = find_body(content);
  const auto run = base64_run(body);
  if (encrypted && run.size() >= fewest)
    content = content.substr(0, static_cast<std::size_t>(run.data() - content.data()) + run.size());
  const auto start = static_cast<std::size_t>(content.data() - text.data());
  return {.label = end ? end->label : nullptr,
          .labelled = false,
          .body = content,
          .start = start,
          .end = end ? end->end : start + content.size(),
          .exact = !end || end->exact,
          .complete = false};
}

// The END line of a section that is written as RFC 7468 has it, with nothing but base64 and line ends in front. Words
// of a label inside the base64 are a coincidence there.
std::optional<Marker> find_exact_end(std::string_view text, const Marker& begin) {
  if (!begin.exact) return std::nullopt;
  const auto body_end =
      std::ranges::find_if_not(text.substr(begin.end), [](char c) { return is_base64(c) || c == '\n' || c == '\r'; });
  const auto start = static_cast<std::size_t>(body_end - text.begin());
  const std::string line = std::string(pem_dashes).append("END ").append(begin.label->text).append(pem_dashes);
  if (!text.substr(start).starts_with(line)) return std::nullopt;
  return Marker{start, start + line.size(), begin.label, true};
}

}  // namespace

std::optional<LegacyEncryption> take_headers(std::string_view& body) {
  constexpr std::string_view name = "DEK-Info:";
  const auto at = find_ignoring_case(body, "DEK-INFO:", 0);
  if (at == body.npos) return std::nullopt;
  std::string_view rest = body.substr(at + name.size());
  // What became of the space may be anything.
  while (!rest.empty() && rest[0] != '\n' && !is_alpha(rest[0]) && !is_digit(rest[0])) rest.remove_prefix(1);
  constexpr std::size_t longest_algorithm = 40;
  auto comma = rest.substr(0, longest_algorithm).find(',');
  if (comma == rest.npos) comma = std::min(rest.find('\n'), rest.size());
  const auto algorithm = trim(rest.substr(0, comma));
  LegacyEncryption encryption{.algorithm = without_white_space(algorithm), .iv = {}};
  encryption.broken = encryption.algorithm.size() < algorithm.size();
  rest.remove_prefix(comma);
  if (rest.starts_with(',')) rest.remove_prefix(1);
  // The IV is as long as a block. What follows may be hexadecimal digits, too, if line ends are lost. A blank line ends
  // the headers.
  const std::size_t digits = encryption.algorithm.starts_with("DES") ? 16 : 32;
  for (bool line_end = false; !rest.empty() && encryption.iv.size() < digits; rest.remove_prefix(1)) {
    const char c = rest[0];
    if (is_hex(c)) {
      encryption.broken = encryption.broken || line_end;
      encryption.iv += c;
      line_end = false;
    } else if (!is_blank(c) || (c == '\n' && line_end)) {
      break;
    }
    line_end = line_end || c == '\n';
  }
  body = rest;
  return encryption;
}

std::vector<PemSection> find_sections(std::string_view text) {
  std::vector<PemSection> sections;
  auto begin = find_marker(text, "BEGIN", 0);
  while (begin) {
    auto end = find_exact_end(text, *begin);
    const auto next = find_marker(text, "BEGIN", end ? end->end : begin->end);
    const std::size_t limit = next ? next->start : text.size();
    if (!end) end = find_marker(text.substr(0, limit), "END", begin->end);
    if (end && end->label != begin->label) end->exact = false;
    const std::size_t body_end = end ? end->start : limit;
    sections.push_back({.label = begin->label,
                        .labelled = true,
                        .body = text.substr(begin->end, body_end - begin->end),
                        .start = begin->start,
                        .end = end ? end->end : limit,
                        .exact = begin->exact && (!end || end->exact),
                        .complete = end.has_value()});
    begin = next;
  }
  if (sections.empty()) sections.push_back(section_without_begin(text));
  return sections;
}

std::optional<KeyCode> refusal_by_label(const std::vector<PemSection>& sections) {
  const PemLabel* first = std::ranges::end(labels);
  for (const auto& section : sections) {
    if (section.label && section.label->refused) first = std::min(first, section.label);
  }
  return first == std::ranges::end(labels) ? std::nullopt : first->refused;
}

}  // namespace imskit
