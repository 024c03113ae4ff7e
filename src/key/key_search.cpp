#include "key_search.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace imskit {
namespace {

constexpr std::size_t most_texts = 40;
constexpr std::size_t most_bytes = 1 << 20;  // of all of them together
constexpr std::size_t deepest = 6;           // encodings inside one another

class Search {
 public:
  explicit Search(TextReader& reader) : reader_(reader) {}

  // Offers the text and, depth first, what its decodings give.
  bool visit(std::string text, Repairs repairs, std::size_t depth) {
    add_repairs(repairs, repair_text(text));
    if (!spend(text)) return false;
    if (reader_.read(text, repairs, Reading::plain) || reader_.read(text, repairs, Reading::guess)) return true;
    if (depth == deepest) return false;
    for (const auto& [repair, apply] : text_decodings) {
      std::string decoded = text;
      if (!apply(decoded)) continue;
      Repairs named = repairs;
      add_repairs(named, {repair});
      if (visit(std::move(decoded), std::move(named), depth + 1)) return true;
    }
    return false;
  }

 private:
  // False if the text was visited before, or nothing is left to spend.
  bool spend(std::string_view text) {
    const std::size_t hash = std::hash<std::string_view>()(text);
    if (seen_.size() == most_texts || bytes_ + text.size() > most_bytes || std::ranges::contains(seen_, hash)) {
      return false;
    }
    seen_.push_back(hash);
    bytes_ += text.size();
    return true;
  }

  TextReader& reader_;
  std::vector<std::size_t> seen_;
  std::size_t bytes_ = 0;
};

}  // namespace

bool search_key(std::string_view text, TextReader& reader) {
  if (reader.read(text, {}, Reading::exact)) return true;
  return Search(reader).visit(std::string(text), {}, 0);
}

}  // namespace imskit
