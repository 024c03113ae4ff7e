// Combines the entries of a file into credentials, and decides which of them is first.
#pragma once

#include <string_view>
#include <vector>

#include "credential_entries.h"
#include "credentials.h"

namespace imskit {

struct FoundCandidates {
  std::vector<Candidate> candidates;  // in the order of import_credentials(); labels are unique. At most 100
  const Entry* anchor = nullptr;      // of the first candidate
  bool web = false;                   // a web credential was left out
  std::string_view vendor;            // of a credential that was left out; empty if there is none
};

// `found` has to outlive the result.
FoundCandidates find_candidates(const Entries& found);

// True if the block is a connection as imskit writes it.
bool is_own_connection(const Json& block);

}  // namespace imskit
