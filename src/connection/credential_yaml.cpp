#include "credential_yaml.h"

#include <algorithm>
#include <ranges>

namespace imskit {

const Json* YamlAnchors::find(const Json& root, std::string_view name) const {
  name = name.substr(0, name.find_first_of(" ,]#"));
  const auto latest_first = std::ranges::reverse_view(anchors_);
  const auto found =
      std::ranges::find(latest_first, name, [](const auto& anchor) -> std::string_view { return anchor.first; });
  if (found == latest_first.end()) return nullptr;
  const Json* node = &root;
  for (const std::size_t index : found->second) {
    if (index >= node->entries.size()) return nullptr;
    node = &node->entries[index];
  }
  return node;
}

std::vector<std::string_view> merged_names(const Json& value) {
  std::vector<std::string_view> names(value.entries.size());
  std::ranges::transform(value.entries, names.begin(), &Json::text);
  if (names.empty()) names.emplace_back(value.text);
  std::erase_if(names, [](std::string_view name) { return !name.starts_with('*'); });
  for (auto& name : names) name.remove_prefix(1);
  return names;
}

}  // namespace imskit
