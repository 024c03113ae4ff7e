#include "pem.h"

#include <algorithm>

#include "base64.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view dashes = "-----";
constexpr std::size_t line_length = 64;
constexpr std::size_t longest_line = 76;  // MIME's, the longest that is usual

// Every label that is recognised, and the shape that its DER should have.
struct Label {
  std::string_view text;
  DerKind kind;
  std::optional<KeyCode> refused;  // of what is told by its label alone
};
constexpr Label labels[] = {
    {"PRIVATE KEY", DerKind::pkcs8, {}},
    {"RSA PRIVATE KEY", DerKind::pkcs1, {}},
    {"ENCRYPTED PRIVATE KEY", DerKind::encrypted_pkcs8, {}},
    {"EC PRIVATE KEY", DerKind::sec1, {}},
    {"DSA PRIVATE KEY", DerKind::dsa, {}},
    {"ANY PRIVATE KEY", DerKind::pkcs8, {}},
    {"OPENSSH PRIVATE KEY", DerKind::unknown, KeyCode::openssh_key},
    {"PGP PRIVATE KEY BLOCK", DerKind::unknown, KeyCode::unsupported_key},
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

// What is recognised by how its text begins a line.
constexpr std::pair<std::string_view, KeyCode> plain_texts[] = {
    {"PuTTY-User-Key-File-", KeyCode::putty_key},
    {"ssh-rsa ", KeyCode::public_key},
    {"ssh-ed25519 ", KeyCode::public_key},
    {"ecdsa-sha2-", KeyCode::public_key},
    {"ssh-dss ", KeyCode::public_key},
};

constexpr std::pair<DerKind, KeyCode> refused_kinds[] = {
    {DerKind::sec1, KeyCode::ec_key},
    {DerKind::dsa, KeyCode::dsa_key},
    {DerKind::pkcs12, KeyCode::pkcs12},
    {DerKind::public_key, KeyCode::public_key},
    {DerKind::certificate, KeyCode::certificate},
    {DerKind::certificate_request, KeyCode::certificate_request},
    {DerKind::truncated, KeyCode::truncated},
    {DerKind::unknown, KeyCode::corrupt_key},
};

bool is_private(DerKind kind) {
  return kind == DerKind::pkcs8 || kind == DerKind::pkcs1 || kind == DerKind::encrypted_pkcs8;
}
bool is_public(DerKind kind) { return kind == DerKind::public_key || kind == DerKind::certificate; }

// A BEGIN or END line, with as many dashes as it happens to have.
struct Marker {
  std::size_t start, end;  // in the text, dashes included
  const Label* label;      // nullptr: an unknown one
  bool exact;              // as RFC 7468 has it
};

const Label* label_at(std::string_view text) {
  const Label* longest = nullptr;
  for (const auto& label : labels) {
    if (text.starts_with(label.text) && (!longest || label.text.size() > longest->text.size())) longest = &label;
  }
  return longest;
}

std::optional<Marker> find_marker(std::string_view text, std::string_view word, std::size_t from) {
  for (std::size_t at = text.find(word, from); at != text.npos; at = text.find(word, at + 1)) {
    std::size_t start = at;
    while (start > from && text[start - 1] == ' ') --start;
    while (start > from && text[start - 1] == '-') --start;
    std::size_t end = at + word.size();
    while (end < text.size() && text[end] == ' ') ++end;
    const Label* label = label_at(text.substr(end));
    const bool dashed = text.substr(start, at - start).starts_with(dashes);
    if (!label && !dashed) continue;  // the word by chance
    const std::size_t label_end =
        label ? end + label->text.size() : std::min(text.find_first_of("-\n", end), text.size());
    end = label_end;
    while (end < text.size() && text[end] == ' ') ++end;
    while (end < text.size() && text[end] == '-') ++end;
    const bool exact = label && text.substr(start, end - start) == std::string(dashes) + std::string(word) + " " +
                                                                       std::string(label->text) + std::string(dashes);
    return Marker{start, end, label, exact};
  }
  return std::nullopt;
}

struct Section {
  const Label* label = nullptr;  // nullptr: unknown
  bool labelled = false;
  std::string_view body;
  std::size_t start = 0, end = 0;
  bool exact = true;
  bool complete = true;  // both markers are there
};

// Takes the headers of a legacy encrypted key off its body; they may stand on the line of the body.
std::optional<LegacyEncryption> take_headers(std::string_view& body) {
  constexpr std::string_view name = "DEK-Info:";
  const auto at = body.find(name);
  if (at == body.npos) return std::nullopt;
  std::string_view rest = body.substr(at + name.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const auto comma = std::min(rest.find(','), rest.size());
  LegacyEncryption encryption{.algorithm = std::string(trim(rest.substr(0, comma))), .iv = {}};
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const auto iv_end =
      std::min(static_cast<std::size_t>(std::ranges::find_if_not(rest, is_hex) - rest.begin()), rest.size());
  encryption.iv = rest.substr(0, iv_end);
  body = rest.substr(iv_end);
  return encryption;
}

// Without markers, a key amid other text is told by how DER of its size begins: a SEQUENCE of a length in two bytes. It
// says itself how long it is. An encrypted body says nothing, but its headers stand before it.
std::string_view find_body(std::string_view text, bool encrypted) {
  constexpr std::string_view begin = "MII";
  constexpr std::size_t header_characters = 8;  // hold the four bytes of tag and length
  if (encrypted) return base64_run(text);
  std::size_t start = text.find(begin);
  while (start != text.npos && start > 0 && !is_blank(text[start - 1])) start = text.find(begin, start + 1);
  if (start == text.npos) return text;
  const std::string_view run = base64_run(text.substr(start));
  const auto header = decode_base64(run.substr(0, header_characters));
  if (!header || header->size() < 4) return run;
  const std::size_t bytes = 4 + (static_cast<std::size_t>(header->data()[2]) << 8 | header->data()[3]);
  std::size_t characters = (bytes + 2) / 3 * 4;
  std::size_t end = 0;
  for (; end < run.size() && characters > 0; ++end) characters -= is_blank(run[end]) ? 0 : 1;
  return run.substr(0, end);
}

std::vector<Section> find_sections(std::string_view text) {
  std::vector<Section> sections;
  std::size_t from = 0;
  while (const auto begin = find_marker(text, "BEGIN", from)) {
    const auto next = find_marker(text, "BEGIN", begin->end);
    const std::size_t limit = next ? next->start : text.size();
    auto end = find_marker(text.substr(0, limit), "END", begin->end);
    if (end && end->label != begin->label) end->exact = false;
    const std::size_t body_end = end ? end->start : limit;
    sections.push_back({.label = begin->label,
                        .labelled = true,
                        .body = text.substr(begin->end, body_end - begin->end),
                        .start = begin->start,
                        .end = end ? end->end : limit,
                        .exact = begin->exact && (!end || end->exact),
                        .complete = end.has_value()});
    from = sections.back().end;
  }
  if (!sections.empty()) return sections;
  // No BEGIN: the body alone, perhaps with its headers and its END.
  const auto end = find_marker(text, "END", 0);
  std::string_view content = text.substr(0, end ? end->start : text.size());
  const bool encrypted = take_headers(content).has_value();
  content = find_body(content, encrypted);
  const auto start = encrypted ? 0 : static_cast<std::size_t>(content.data() - text.data());
  const auto body_end = static_cast<std::size_t>(content.data() - text.data()) + content.size();
  sections.push_back({.label = end ? end->label : nullptr,
                      .labelled = false,
                      .body = text.substr(start, body_end - start),
                      .start = start,
                      .end = end ? end->end : body_end,
                      .complete = false});
  return sections;
}

// Names what the layout of a body needed.
void add_layout(Repairs& repairs, std::string_view body) {
  bool indented = false;
  bool blank = false;
  bool long_line = false;
  const std::string_view lines = body.starts_with('\n') ? body.substr(1) : body;
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = std::min(lines.find('\n', at), lines.size());
    const std::string_view line = lines.substr(at, end - at);
    const std::string_view content = trim(line);
    if (content.empty()) {
      blank = blank || end < lines.size();
    } else {
      indented = indented || content.size() != line.size();
      long_line = long_line || content.size() > longest_line;
    }
    at = end + 1;
  }
  if (long_line) repairs.push_back(Repair::single_line);
  if (indented && !long_line) repairs.push_back(Repair::indentation);
  if (blank) repairs.push_back(Repair::blank_lines);
}

std::expected<Secret, KeyCode> decode_body(std::string_view body) {
  Secret packed(body.size());
  std::size_t size = 0;
  for (const char c : body) {
    if (is_blank(c)) continue;
    if (!is_base64(c)) return std::unexpected(KeyCode::corrupt_base64);
    packed.data()[size++] = static_cast<std::uint8_t>(c);
  }
  packed.shrink(size);
  if (size % 4 != 0) return std::unexpected(KeyCode::truncated);
  auto der = decode_base64(packed.text());
  if (!der) return std::unexpected(KeyCode::corrupt_base64);
  return std::move(*der);
}

KeyCode name_of_no_key(std::string_view text, const std::vector<Section>& sections) {
  for (const auto& [start, code] : plain_texts) {
    const auto at = text.find(start);
    if (at != text.npos && (at == 0 || text[at - 1] == '\n' || text[at - 1] == ' ')) return code;
  }
  // The most telling one: a key says more than its parameters, both more than a certificate beside them.
  const Label* first = std::ranges::end(labels);
  bool unknown = false;
  for (const auto& section : sections) {
    if (section.label && section.label->refused) first = std::min(first, section.label);
    unknown = unknown || (section.labelled && !section.label);
  }
  if (first != std::ranges::end(labels)) return *first->refused;
  return unknown ? KeyCode::unsupported_key : KeyCode::not_a_key;
}

// Whether a section may hold what is looked for: it is not labelled as something else.
bool may_be(const Section& section, bool (*wanted)(DerKind)) {
  if (!section.labelled) return true;
  const bool other_key = section.label && (section.label->kind == DerKind::sec1 || section.label->kind == DerKind::dsa);
  return section.label && (wanted(section.label->kind) || (other_key && wanted(DerKind::pkcs8)));
}

bool looks_like_base64(std::string_view body) {
  constexpr std::size_t least = 64;  // shorter text is base64 by chance
  const auto count = std::ranges::count_if(body, [](char c) { return !is_blank(c); });
  return static_cast<std::size_t>(count) >= least &&
         std::ranges::all_of(body, [](char c) { return is_blank(c) || is_base64(c); });
}

std::expected<PemBlock, KeyCode> read_section(const Section& section, std::string_view text) {
  Repairs repairs;
  std::string_view body = section.body;
  auto encryption = take_headers(body);
  auto der = decode_body(body);
  if (!der) return std::unexpected(der.error());
  DerKind kind = classify(der->bytes());
  if (encryption) kind = section.label ? section.label->kind : DerKind::pkcs1;
  if (kind == DerKind::truncated) return std::unexpected(KeyCode::truncated);

  const bool outside = !trim(text.substr(0, section.start)).empty() || !trim(text.substr(section.end)).empty();
  if (outside) repairs.push_back(Repair::surrounding_text);
  if (!section.exact) repairs.push_back(Repair::missing_dashes);
  if (!section.complete) repairs.push_back(Repair::missing_markers);
  if (section.label && section.label->kind != kind) repairs.push_back(Repair::wrong_label);
  add_layout(repairs, body);
  return PemBlock{kind, std::move(*der), std::move(encryption), std::move(repairs)};
}

// DER as it is: 0 is the tag of a SEQUENCE, and text has no control characters.
bool is_der(std::string_view text) { return text.starts_with('0') && !is_plain_text(text); }

std::expected<PemBlock, KeyCode> read_first_section(std::string text, bool (*wanted)(DerKind), KeyCode none) {
  if (is_der(text)) {
    Secret der(text);
    const DerKind kind = classify(der.bytes());
    return PemBlock{kind, std::move(der), {}, {Repair::binary}};
  }
  Repairs repairs = repair_text(text);
  const auto sections = find_sections(text);
  const auto fits = [&](const Section& section) { return may_be(section, wanted); };
  const auto found = std::ranges::find_if(sections, fits);
  const KeyCode other = name_of_no_key(text, sections);
  if (found == sections.end()) return std::unexpected(none == KeyCode::not_a_key ? other : none);
  if (!found->labelled) {
    std::string_view body = found->body;
    take_headers(body);
    if (other != KeyCode::not_a_key || !looks_like_base64(body))
      return std::unexpected(none == KeyCode::not_a_key ? other : none);
  }
  if (wanted == is_private && std::ranges::count_if(sections, fits) > 1) return std::unexpected(KeyCode::several_keys);
  auto block = read_section(*found, text);
  if (!block) return block;
  repairs.insert(repairs.end(), block->repairs.begin(), block->repairs.end());
  block->repairs = std::move(repairs);
  return block;
}

}  // namespace

std::expected<PemBlock, KeyCode> read_private_pem(std::string text) {
  auto block = read_first_section(std::move(text), is_private, KeyCode::not_a_key);
  if (!block) return block;
  const auto* refused = std::ranges::find(refused_kinds, block->kind, &std::pair<DerKind, KeyCode>::first);
  if (refused != std::ranges::end(refused_kinds)) return std::unexpected(refused->second);
  return block;
}

std::expected<PemBlock, KeyCode> read_public_pem(std::string text) {
  auto block = read_first_section(std::move(text), is_public, KeyCode::not_a_public_key);
  if (block && !is_public(block->kind)) return std::unexpected(KeyCode::not_a_public_key);
  return block;
}

std::string write_pem(std::string_view label, Bytes der) {
  const std::string body = encode_base64(der);
  std::string out = std::string(dashes) + "BEGIN " + std::string(label) + std::string(dashes) + "\n";
  for (std::size_t at = 0; at < body.size(); at += line_length) out += body.substr(at, line_length) + "\n";
  return out + std::string(dashes) + "END " + std::string(label) + std::string(dashes) + "\n";
}

}  // namespace imskit
