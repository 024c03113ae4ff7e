// Where the credentials of a file are, and which values belong to each.
//
// An anchor is the value that a credential is built around: its client ID or, in a file without one, the next best
// value. What tells one credential from another are the words of its scope (credential_entries.h) that are not usual
// words such as “adobe” or “client”.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "credential_entries.h"

namespace imskit {

class CredentialAnchors {
 public:
  // The entries have to outlive this.
  explicit CredentialAnchors(const std::vector<Entry>& entries);

  // In the order of the file.
  const std::vector<const Entry*>& list() const { return anchors_; }

  // Another vendor whose client ID was left out; empty if there is none.
  std::string_view vendor() const { return vendor_; }

  // The words of a scope that tell one credential of this file from another.
  std::string telling_words(std::string_view scope) const;

  // How far an entry is from the anchor, 0 for the same scope; nullopt if it is not of the anchor's credential.
  // `words` are the telling words of the anchor's scope.
  std::optional<int> distance(const Entry& entry, const Entry& anchor, const std::string& words) const;

 private:
  void find();
  void separate();
  bool has_certain(const Entry& anchor) const;
  bool has_anchor(std::string_view words) const;

  const std::vector<Entry>& entries_;
  std::vector<const Entry*> anchors_;
  std::vector<const Entry*> dropped_;  // client IDs of something else
  std::vector<std::string> telling_;   // usual words that tell credentials of this file apart
  std::string_view vendor_;
};

}  // namespace imskit
