#include "key_search.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "text_decoding.h"

namespace imskit {
namespace {

constexpr std::size_t most_texts = 40;
constexpr std::size_t deepest = 6;  // encodings inside one another

// For each character: all repairs, twice, and all decodings.
constexpr std::size_t repair_work = 6, decoding_work = 6;

class Search {
 public:
  Search(TextReader& reader, Effort& effort) : reader_(reader), effort_(effort) {}

  // Offers the text and, depth first, what its decodings give.
  bool visit(std::string text, Repairs repairs, std::size_t depth) {
    if (!effort_.spend(text.size() * repair_work)) return false;
    add_repairs(repairs, repair_text(text));
    if (!is_new(text)) return false;
    if (reader_.read(text, repairs, Leniency::plain, effort_) ||
        reader_.read(text, repairs, Leniency::guess, effort_)) {
      return true;
    }
    if (depth == deepest || !effort_.spend(text.size() * decoding_work)) return false;
    for (const auto& [repair, apply] : text_decodings) {
      std::string decoded = text;
      if (!apply(decoded, effort_)) continue;
      Repairs named = repairs;
      add_repairs(named, {repair});
      if (visit(std::move(decoded), std::move(named), depth + 1)) return true;
    }
    return false;
  }

 private:
  // False if the text was visited before, or enough texts were.
  bool is_new(std::string_view text) {
    const std::size_t hash = std::hash<std::string_view>()(text);
    if (seen_.size() == most_texts || std::ranges::contains(seen_, hash)) return false;
    seen_.push_back(hash);
    return true;
  }

  TextReader& reader_;
  Effort& effort_;
  std::vector<std::size_t> seen_;
};

}  // namespace

bool search_key(std::string_view text, TextReader& reader, Effort& effort) {
  if (reader.read(text, {}, Leniency::exact, effort)) return true;
  std::string json(text);
  if (decode_object_literal(json, effort) && reader.read(json, {Repair::object_literal}, Leniency::exact, effort)) {
    return true;
  }
  return Search(reader, effort).visit(std::string(text), {}, 0);
}

}  // namespace imskit
