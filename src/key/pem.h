// From pasted text to DER: RFC 7468 and RFC 1421, read leniently, with every repair named.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "der.h"
#include "key_issue.h"
#include "key_search.h"
#include "pem_section.h"
#include "repair.h"
#include "secret.h"

namespace imskit {

struct PemBlock {
  DerKind kind;
  Secret der;
  std::optional<LegacyEncryption> encryption;  // of `der`; `kind` is then what the label says
  Repairs repairs;                             // each once, in the order they were made
};

// Proves that a block holds what its DER promises, so that a bold repair can be trusted.
class BlockCheck {
 public:
  virtual bool accepts(const PemBlock& block) = 0;

 protected:
  ~BlockCheck() = default;
};

// Reads PEM or DER for search_key. Remembers the best failure.
class PemReader final : public TextReader {
 public:
  enum class Wanted : std::uint8_t {
    private_key,
    public_key,   // or a certificate: the first one
    public_keys,  // or certificates: all of them
  };

  // Without a check, a block is accepted for its structure.
  explicit PemReader(Wanted wanted, BlockCheck* check = nullptr) : wanted_(wanted), check_(check) {}

  bool read(std::string_view text, const Repairs& repairs, Leniency leniency, Effort& effort) override;

  // The block that was read; or one whose structure is right but which the check did not accept; or why there is none.
  // Call it once.
  std::expected<PemBlock, KeyCode> take();

  // The blocks after the first one, if Wanted::public_keys. Call it once.
  std::vector<PemBlock> take_rest() { return std::move(rest_); }

 private:
  bool wants(DerKind kind) const;
  bool read_der(std::string_view text, const Repairs& repairs, Leniency leniency, Effort& effort);
  std::optional<PemBlock> read_section(const PemSection& section, std::string_view text, Leniency leniency,
                                       Effort& effort);
  bool accept(PemBlock& block, Effort& effort);
  void fail(KeyCode code, Leniency leniency = Leniency::plain);

  Wanted wanted_;
  BlockCheck* check_;
  std::optional<PemBlock> block_;
  std::vector<PemBlock> rest_;
  std::optional<PemBlock> doubtful_;
  std::optional<KeyCode> failure_;
};

// The result of a reader that search_key offered `text` to. If it is not a key, name_other_text gets a say.
std::expected<PemBlock, KeyCode> take_private_pem(PemReader& reader, std::string_view text);

// The only private key in the text. Other sections around it, and copies of it, are ignored. An error says what is
// there instead, or what is missing. Takes bounded time: see key_search.h.
std::expected<PemBlock, KeyCode> read_private_pem(std::string_view text);

// The first public key or certificate in the text.
std::expected<PemBlock, KeyCode> read_public_pem(std::string_view text);

// All public keys and certificates in the text, in its order. Those that do not read are left out.
std::vector<PemBlock> read_public_pems(std::string_view text);

// PEM with lines of 64 characters, which end in LF.
std::string write_pem(std::string_view label, Bytes der);

}  // namespace imskit
