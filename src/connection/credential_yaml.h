// Anchors of YAML: &name marks a value, *name repeats it, and <<: *name merges its block.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "json.h"

namespace imskit {

class YamlAnchors {
 public:
  // The indexes of the entries that lead from the root to a node. Nodes move when their container grows, so no pointer
  // to them is kept.
  using Path = std::vector<std::size_t>;

  void add(std::string_view name, Path path) { anchors_.emplace_back(name, std::move(path)); }

  // What the last anchor of this name marks in the tree; nullptr if there is none. Valid until the tree changes.
  const Json* find(const Json& root, std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, Path>> anchors_;
};

// The names of the blocks to merge: of the value *base, or [*a, *b]. Valid as long as the value.
std::vector<std::string_view> merged_names(const Json& value);

}  // namespace imskit
