#include "pem.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base64.h"
#include "ber.h"
#include "other_text.h"
#include "pem_body.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::size_t line_length = 64;
constexpr std::size_t longest_line = 76;   // MIME's, the longest in use
constexpr std::size_t shortest_body = 64;  // shorter text is base64 by chance

// Work (see effort.h) for each character.
constexpr std::size_t section_work = 3;  // finding the markers
constexpr std::size_t base64_work = 3;   // decoding

// Work of checking a block: divisions of numbers that have a fixed part of its size.
std::size_t check_work(const PemBlock& block) { return block.der.size() * block.der.size() / 8; }

constexpr std::pair<DerKind, KeyCode> refused_kinds[] = {
    {DerKind::sec1, KeyCode::ec_key},
    {DerKind::dsa, KeyCode::dsa_key},
    {DerKind::pkcs12, KeyCode::pkcs12},
    {DerKind::public_key, KeyCode::public_key},
    {DerKind::certificate, KeyCode::certificate},
    {DerKind::certificate_request, KeyCode::certificate_request},
    {DerKind::truncated, KeyCode::truncated},
};

KeyCode refusal_of(DerKind kind) {
  const auto* refused = std::ranges::find(refused_kinds, kind, &std::pair<DerKind, KeyCode>::first);
  return refused == std::ranges::end(refused_kinds) ? KeyCode::corrupt_key : refused->second;
}

// How much a code says: of several, the most telling one is reported.
int weight_of(KeyCode code) {
  constexpr KeyCode rising[] = {KeyCode::not_a_key, KeyCode::corrupt_key, KeyCode::corrupt_base64, KeyCode::truncated};
  return static_cast<int>(std::ranges::find(rising, code) - rising);
}
constexpr int names_a_kind = 4;

// Names what the layout of a body needs.
void add_layout(Repairs& repairs, std::string_view body, bool encrypted) {
  bool indented = false;
  bool blank = false;
  bool long_line = false;
  bool gaps = false;
  std::string_view lines = body;
  // The end of the BEGIN line; and the blank line after the headers (RFC 1421 section 4.4).
  for (int i = encrypted ? 2 : 1; i > 0 && lines.starts_with('\n'); --i) lines.remove_prefix(1);
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = std::min(lines.find('\n', at), lines.size());
    const std::string_view line = lines.substr(at, end - at);
    const std::string_view content = trim(line);
    if (content.empty()) {
      blank = blank || end < lines.size();
    } else {
      indented = indented || content.size() != line.size();
      long_line = long_line || content.size() > longest_line;
      gaps = gaps || content.find_first_of(" \t") != content.npos;
    }
    at = end + 1;
  }
  if (long_line) repairs.push_back(Repair::single_line);
  if (indented && !long_line) repairs.push_back(Repair::indentation);
  if (gaps && !long_line) repairs.push_back(Repair::stray_characters);
  if (blank) repairs.push_back(Repair::blank_lines);
}

// ASCII with LF for line ends.
bool is_simple(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\r'; });
}

// Rewrites BER with indefinite lengths as DER. False if there is none.
bool make_definite(Secret& bytes) {
  auto der = is_indefinite(bytes.bytes()) ? ber_to_der(bytes.bytes()) : std::nullopt;
  if (der) bytes = std::move(*der);
  return der.has_value();
}

bool is_blank_text(std::string_view text) { return trim(text).empty(); }

// True for a SEQUENCE of a possible length with an INTEGER or a SEQUENCE in it, and for a version number near the
// beginning, in case the length is damaged. Of random bytes, one in a million is like that.
bool begins_like_der(Bytes bytes) {
  constexpr std::array<std::uint8_t, 3> version_zero = {2, 1, 0};
  constexpr std::size_t head = 8, most_length_bytes = 3;
  if (bytes.size() < head || bytes[0] != static_cast<std::uint8_t>(Tag::sequence)) return false;
  if (!std::ranges::search(bytes.first(head), version_zero).empty()) return true;
  const std::size_t length_bytes = bytes[1] - std::size_t{0x80};
  if (length_bytes > most_length_bytes) return false;
  const std::uint8_t tag = bytes[2 + length_bytes];
  return tag == static_cast<std::uint8_t>(Tag::integer) || tag == static_cast<std::uint8_t>(Tag::sequence);
}

// True for what is left of a legacy encrypted key without its headers: whole blocks of a cipher.
bool lacks_headers(std::string_view packed) {
  const auto whole = decode_packed(packed, false);
  return whole && whole->bytes.size() >= shortest_body && whole->bytes.size() % 8 == 0 &&
         !begins_like_der(whole->bytes.bytes());
}

}  // namespace

bool PemReader::wants(DerKind kind) const {
  if (wanted_ != Wanted::private_key) return kind == DerKind::public_key || kind == DerKind::certificate;
  return kind == DerKind::pkcs8 || kind == DerKind::pkcs1 || kind == DerKind::encrypted_pkcs8;
}

void PemReader::fail(KeyCode code, Leniency leniency) {
  if (leniency == Leniency::guess && weight_of(code) < names_a_kind) return;  // the guess was wrong
  if (!failure_ || weight_of(code) > weight_of(*failure_)) failure_ = code;
}

// True if the check accepts the block. Otherwise it is kept in case nothing better is found.
bool PemReader::accept(PemBlock& block, Effort& effort) {
  if (effort.spend(check_work(block)) && (!check_ || check_->accepts(block))) return true;
  if (!doubtful_) doubtful_ = std::move(block);
  return false;
}

bool PemReader::read_der(std::string_view text, const Repairs& repairs, Leniency leniency, Effort& effort) {
  if (leniency != Leniency::plain) return false;
  const std::size_t size = der_size(as_bytes(text));
  const bool trailing = size > 0 && size < text.size();
  Secret der(trailing ? text.substr(0, size) : text);
  const bool indefinite = make_definite(der);
  const DerKind kind = classify(der.bytes());
  PemBlock block{kind, std::move(der), {}, repairs};
  add_repairs(block.repairs, {Repair::binary});
  if (indefinite) add_repairs(block.repairs, {Repair::indefinite_length});
  if (trailing) add_repairs(block.repairs, {Repair::trailing_data});
  if (!wants(kind)) {
    fail(refusal_of(kind));
  } else if (accept(block, effort)) {
    block_ = std::move(block);
  }
  return block_.has_value();
}

std::optional<PemBlock> PemReader::read_section(const PemSection& section, std::string_view text, Leniency leniency,
                                                Effort& effort) {
  std::string_view body = section.body;
  const auto encryption = take_headers(body);
  Repairs around;
  if (!is_blank_text(text.substr(0, section.start)) || !is_blank_text(text.substr(section.end)))
    around.push_back(Repair::surrounding_text);
  if (!section.exact) around.push_back(Repair::missing_dashes);
  if (!section.complete) around.push_back(Repair::missing_markers);

  if (section.labelled && !section.label) fail(KeyCode::unsupported_key, leniency);
  const auto readings = read_body(body, leniency == Leniency::guess, effort);
  if (readings.empty() && section.labelled) {
    fail(is_blank_text(body) ? KeyCode::truncated : KeyCode::corrupt_base64, leniency);
  }
  for (const auto& [packed, guesses] : readings) {
    if (!section.labelled && packed.size() < shortest_body) continue;
    if (!effort.spend(packed.size() * base64_work)) break;
    const bool plain_rsa = leniency == Leniency::plain && section.label && section.label->kind == DerKind::pkcs1;
    if (plain_rsa && !encryption && lacks_headers(packed)) {
      fail(KeyCode::encryption_headers_lost);
      continue;
    }
    auto decoded = decode_packed(packed, !encryption);
    if (!decoded) {
      fail(KeyCode::truncated, leniency);
      continue;
    }
    auto& [bytes, padding_missing, trailing] = *decoded;
    const bool indefinite = !encryption && make_definite(bytes);
    DerKind kind = classify(bytes.bytes());
    if (encryption) kind = section.label && wants(section.label->kind) ? section.label->kind : DerKind::pkcs1;
    if (!wants(kind)) {
      fail(refusal_of(kind), leniency);
      continue;
    }
    PemBlock block{kind, std::move(bytes), encryption, around};
    if (section.label && section.label->kind != kind) block.repairs.push_back(Repair::wrong_label);
    if (guesses.empty()) add_layout(block.repairs, body, encryption.has_value());
    add_repairs(block.repairs, guesses);
    if (indefinite) block.repairs.push_back(Repair::indefinite_length);
    if (padding_missing) block.repairs.push_back(Repair::padding);
    if (trailing) block.repairs.push_back(Repair::trailing_data);
    if (encryption && encryption->broken) add_repairs(block.repairs, {Repair::stray_characters});
    if (leniency == Leniency::exact && !block.repairs.empty()) return std::nullopt;
    // Nothing proves that encrypted bytes are right if characters are left over: a line may have come between them.
    if (trailing && kind == DerKind::encrypted_pkcs8) {
      if (leniency != Leniency::guess && !doubtful_) doubtful_ = std::move(block);
      continue;
    }
    if (accept(block, effort)) return block;
  }
  return std::nullopt;
}

bool PemReader::read(std::string_view text, const Repairs& repairs, Leniency leniency, Effort& effort) {
  if (!effort.spend(text.size() * section_work)) return false;
  if (is_der(text)) return read_der(text, repairs, leniency, effort);
  if (leniency == Leniency::exact && !is_simple(text)) return false;
  const auto sections = find_sections(text);
  if (wanted_ == Wanted::private_key) {
    const auto other = name_plain_text(text).or_else([&] { return refusal_by_label(sections); });
    fail(other.value_or(KeyCode::not_a_key), leniency);
  }
  std::optional<PemBlock> found;
  bool other_key = false;  // one that does not read
  for (const auto& section : sections) {
    auto block = read_section(section, text, leniency, effort);
    if (!block) {
      other_key = other_key || (section.label && wants(section.label->kind) && section.body.size() >= shortest_body);
      continue;
    }
    if (found && wanted_ == Wanted::public_keys) {
      rest_.push_back(std::move(*block));
      continue;
    }
    if (found && found->der.text() != block->der.text()) {
      fail(KeyCode::several_keys);
      return true;  // there is nothing to search for
    }
    if (found) add_repairs(found->repairs, {Repair::repeated});
    if (!found) found = std::move(block);
    if (wanted_ == Wanted::public_key) break;
  }
  if (!found) return false;
  if (other_key && wanted_ == Wanted::private_key) {
    fail(KeyCode::several_keys);
    return false;
  }
  Repairs all = repairs;
  add_repairs(all, found->repairs);
  found->repairs = std::move(all);
  block_ = std::move(found);
  return true;
}

std::expected<PemBlock, KeyCode> PemReader::take() {
  if (block_) return std::move(*block_);
  const KeyCode failure = failure_.value_or(KeyCode::not_a_key);
  if (wanted_ != Wanted::private_key) {
    const bool damaged = failure == KeyCode::truncated || failure == KeyCode::corrupt_base64;
    return std::unexpected(damaged ? failure : KeyCode::not_a_public_key);
  }
  if (doubtful_ && failure != KeyCode::several_keys) return std::move(*doubtful_);
  return std::unexpected(failure);
}

std::expected<PemBlock, KeyCode> take_private_pem(PemReader& reader, std::string_view text) {
  auto block = reader.take();
  if (block || weight_of(block.error()) >= names_a_kind) return block;
  return std::unexpected(name_other_text(text).value_or(block.error()));
}

std::expected<PemBlock, KeyCode> read_private_pem(std::string_view text) {
  PemReader reader(PemReader::Wanted::private_key);
  Effort effort(reading_effort);
  search_key(text, reader, effort);
  return take_private_pem(reader, text);
}

std::expected<PemBlock, KeyCode> read_public_pem(std::string_view text) {
  PemReader reader(PemReader::Wanted::public_key);
  Effort effort(reading_effort);
  search_key(text, reader, effort);
  return reader.take();
}

std::vector<PemBlock> read_public_pems(std::string_view text) {
  PemReader reader(PemReader::Wanted::public_keys);
  Effort effort(reading_effort);
  search_key(text, reader, effort);
  std::vector<PemBlock> blocks = reader.take_rest();
  if (auto first = reader.take()) blocks.insert(blocks.begin(), std::move(*first));
  return blocks;
}

std::string write_pem(std::string_view label, Bytes der) {
  const std::string body = encode_base64(der);
  std::string out = std::string(pem_dashes) + "BEGIN " + std::string(label) + std::string(pem_dashes) + "\n";
  for (std::size_t at = 0; at < body.size(); at += line_length) out += body.substr(at, line_length) + "\n";
  return out + std::string(pem_dashes) + "END " + std::string(label) + std::string(pem_dashes) + "\n";
}

}  // namespace imskit
