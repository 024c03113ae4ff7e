#include "credential_label.h"

#include <algorithm>
#include <string_view>

#include "text.h"

namespace imskit {
namespace {

std::string shorten(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string out(first_code_points(trim(text), longest));
  std::erase_if(out, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
  return out;
}

// PROD_ is PROD, and AIO_ims_contexts_MY__NAME_ is MY_NAME: there, an underscore in a name is doubled.
std::string label_of_prefix(std::string_view prefix, const CredentialAnchors& anchors) {
  constexpr std::string_view contexts = "contexts_";
  if (const auto at = prefix.find(contexts); at != prefix.npos && at + contexts.size() < prefix.size()) {
    std::string label(prefix.substr(at + contexts.size()));
    while (label.ends_with('_')) label.pop_back();
    for (auto pair = label.find("__"); pair != label.npos; pair = label.find("__", pair + 1)) label.erase(pair, 1);
    return shorten(label);
  }
  const auto is_part = [](char c) { return is_alpha(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80; };
  std::size_t from = 0;
  while (from < prefix.size()) {
    const auto begin = static_cast<std::size_t>(
        std::find_if(prefix.begin() + static_cast<long>(from), prefix.end(), is_part) - prefix.begin());
    const auto end = static_cast<std::size_t>(
        std::find_if_not(prefix.begin() + static_cast<long>(begin), prefix.end(), is_part) - prefix.begin());
    std::string words;
    append_words(words, prefix.substr(begin, end - begin));
    if (!anchors.telling_words(words).empty()) {
      auto label = prefix.substr(begin);
      while (!label.empty() && !is_part(label.back())) label.remove_suffix(1);
      return shorten(label);
    }
    from = std::max(end, begin + 1);
  }
  return shorten(prefix);
}

}  // namespace

std::string label_of(const Entries& found, const Entry& anchor, const CredentialAnchors& anchors) {
  if (anchor.prefix.size() > 0 &&
      !anchors.telling_words(std::string_view(anchor.scope).substr(found.blocks[anchor.block].scope.size())).empty()) {
    return label_of_prefix(anchor.prefix, anchors);
  }
  for (std::size_t block = anchor.block; block != 0; block = found.blocks[block].parent) {
    const auto& [node, parent, scope] = found.blocks[block];
    const auto own = std::string_view(scope).substr(found.blocks[parent].scope.size());
    const Json* name = own.starts_with('#') ? node->find("name") : nullptr;
    if (name && !name->text.empty() && certain_field(name->text) == Field::none) return shorten(name->text);
    if (!own.starts_with('#') && node->name != document_name && !anchors.telling_words(own).empty() &&
        certain_field(node->name) == Field::none) {
      return shorten(node->name);
    }
  }
  return anchor.field == Field::client_id && anchor.verdict.fit != Fit::wrong ? shorten(anchor.texts[0])
                                                                              : std::string();
}

}  // namespace imskit
