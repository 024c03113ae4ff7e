// The values in a tree that belong to credentials, each with its scope.
//
// A scope is the words of the names around a value, outermost first: of blocks, sections and list entries, and the
// part of its own name before the known part. So STAGE_CLIENT_ID, [stage] client_id and { "stage": { "clientId" } }
// have the same scope.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "credential_fit.h"
#include "credential_names.h"
#include "credential_syntax.h"

namespace imskit {

struct Block {
  const Json* node;
  std::size_t parent;  // an index; the root is its own parent
  std::string scope;
};

struct Entry {
  Field field;
  Rank rank;
  Role role;
  Verdict verdict;
  const Json* node;
  std::size_t block;  // index
  std::string scope;
  std::string_view prefix;         // of its name, as written
  std::vector<std::string> texts;  // several if the value is a list
};

struct Entries {
  std::vector<Block> blocks;
  std::vector<Entry> entries;  // in the order of the file
  std::string_view product;    // another product that the file belongs to
  bool web = false;            // it has a web, single-page or API-key credential
};

// `tree` has to outlive the result.
Entries collect_entries(const Json& tree);

}  // namespace imskit
