#include "rebuild_search.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base64.h"
#include "key_search.h"
#include "pem_body.h"
#include "pem_section.h"
#include "secret.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::size_t max_candidates = 6;

// Work (see effort.h) for each character: finding sections and parts.
constexpr std::size_t text_work = 3;

struct Candidate {
  Secret text;
  bool is_binary;
  Repairs repairs;
  std::size_t rating;
};

// Collects the readings of every text of a search that look most like a key.
class CandidateReader final : public TextReader {
 public:
  // Always false, so that the search continues.
  bool read(std::string_view text, const Repairs& repairs, Leniency leniency, Effort& effort) override {
    if (leniency != Leniency::guess || !effort.spend(text.size() * text_work)) return false;
    if (!is_plain_text(text)) {
      add(text, true, repairs, rate_damaged_key(as_bytes(text), effort));
      return false;
    }
    read_parts(text, repairs, effort);
    for (const auto& section : find_sections(text)) {
      for (const auto& [packed, guesses] : read_body(section.body, true, effort)) {
        Repairs named = repairs;
        add_repairs(named, guesses);
        add_base64(packed, named, effort);
      }
    }
    return false;
  }

  // The likeliest first.
  const std::vector<Candidate>& candidates() const { return candidates_; }

 private:
  // Everything between dashes, as in BEGIN and END lines, with any words.
  void read_parts(std::string_view text, const Repairs& repairs, Effort& effort) {
    constexpr std::string_view separator = "---";
    constexpr std::size_t max_parts = 8;
    for (std::size_t i = 0; i < max_parts && !text.empty(); ++i) {
      const std::size_t end = std::min(text.find(separator), text.size());
      add_base64(text.substr(0, end), repairs, effort);
      text.remove_prefix(std::min(end + separator.size(), text.size()));
    }
  }

  void add_base64(std::string_view text, const Repairs& repairs, Effort& effort) {
    std::string packed(text);
    std::erase_if(packed, [](char c) { return !is_base64(c) || c == '='; });
    const std::size_t rating = rate_damaged_key(packed, effort);
    add(packed, false, repairs, rating);
  }

  void add(std::string_view text, bool is_binary, const Repairs& repairs, std::size_t rating) {
    const bool known = std::ranges::any_of(candidates_, [&](const Candidate& one) { return one.text.text() == text; });
    if (rating == 0 || known) return;
    const auto place = std::ranges::find_if(candidates_, [&](const Candidate& one) { return one.rating < rating; });
    candidates_.emplace(place, Secret(text), is_binary, repairs, rating);
    if (candidates_.size() > max_candidates) candidates_.pop_back();
  }

  std::vector<Candidate> candidates_;
};

}  // namespace

std::optional<FoundKey> search_damaged_key(std::string_view text, Effort& effort) {
  CandidateReader reader;
  Effort reading(effort.left() / 2);
  search_key(text, reader, reading);
  if (!effort.spend(reading.spent())) return std::nullopt;
  for (const auto& [damaged, is_binary, repairs, rating] : reader.candidates()) {
    auto key = is_binary ? rebuild_key(damaged.bytes(), effort) : rebuild_key(damaged.text(), effort);
    if (!key) continue;
    FoundKey found{std::move(*key), repairs};
    add_repairs(found.repairs, {Repair::rebuilt});
    return found;
  }
  return std::nullopt;
}

}  // namespace imskit
