#include "credential_anchors.h"

#include <algorithm>

#include "credential_foreign.h"

namespace imskit {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

std::vector<std::string> words_of(std::string_view scope) {
  std::vector<std::string> words;
  while (!scope.empty()) {
    const auto end = scope.find(word_end);
    words.emplace_back(scope.substr(0, end));
    scope.remove_prefix(end + 1);
  }
  return words;
}

// The lower, the better: first by how well the value fits, then by how much its name says.
int quality(const Entry& entry) {
  return 4 * static_cast<int>(entry.verdict.fit) +
         static_cast<int>(entry.verdict.fit == Fit::right ? Rank::specific : entry.rank);
}

}  // namespace

CredentialAnchors::CredentialAnchors(const std::vector<Entry>& entries) : entries_(entries) {
  find();
  separate();
}

// A credential is where a client ID is. Of client IDs those count that look like one, then those with a specific
// name.
void CredentialAnchors::find() {
  constexpr Field fields[] = {Field::client_id, Field::technical_account_id, Field::client_secret,
                              Field::organization_id};
  for (const Field field : fields) {
    std::vector<const Entry*> given;
    for (const Entry& entry : entries_) {
      if (entry.field == field && entry.role == Role::value) given.push_back(&entry);
    }
    std::erase_if(given, [&](const Entry* entry) {
      if (entry->verdict.fit == Fit::right) return false;
      const auto vendor = find_vendor(entry->scope);
      if (!vendor.empty()) vendor_ = vendor;
      return !vendor.empty();
    });
    const auto better = [](const Entry* a, const Entry* b) { return quality(*a) < quality(*b); };
    if (given.empty()) continue;
    const int best = quality(**std::ranges::min_element(given, better));
    for (const Entry* entry : given) {
      const bool other_block = quality(*entry) > best && !has_certain(*entry);
      (other_block ? dropped_ : anchors_).push_back(entry);
    }
    return;
  }
}

// True if values that only Adobe has are in the same scope as a client ID of an unusual shape.
bool CredentialAnchors::has_certain(const Entry& anchor) const {
  if (anchor.verdict.fit == Fit::wrong || anchor.rank != Rank::specific) return false;
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    return entry.scope == anchor.scope && entry.verdict.fit == Fit::right &&
           (entry.field == Field::organization_id || entry.field == Field::technical_account_id);
  });
}

// Client IDs that differ, in scopes that differ only by usual words, are of several credentials: JWT_CLIENT_ID and
// OAUTH_CLIENT_ID. Then these words tell one from another.
void CredentialAnchors::separate() {
  std::vector<std::string> telling;
  for (const Entry* a : anchors_) {
    for (const Entry* b : anchors_) {
      if (a->scope == b->scope || a->texts == b->texts || telling_words(a->scope) != telling_words(b->scope)) continue;
      const auto mine = words_of(a->scope);
      const auto others = words_of(b->scope);
      for (const auto& word : mine) {
        if (!contains(others, word) && !contains(telling, word)) telling.push_back(word);
      }
    }
  }
  telling_ = std::move(telling);
}

std::string CredentialAnchors::telling_words(std::string_view scope) const {
  std::string out;
  for (const auto& word : words_of(scope)) {
    if (!is_usual_word(word) || contains(telling_, word)) (out += word) += word_end;
  }
  return out;
}

bool CredentialAnchors::has_anchor(std::string_view words) const {
  return std::ranges::any_of(anchors_, [&](const Entry* anchor) { return telling_words(anchor->scope) == words; });
}

std::optional<int> CredentialAnchors::distance(const Entry& entry, const Entry& anchor,
                                               const std::string& words) const {
  const std::string entry_words = telling_words(entry.scope);
  constexpr int far = 1000;
  const bool other_block = std::ranges::any_of(dropped_, [&](const Entry* dropped) {
    return entry.scope == dropped->scope && entry.scope != anchor.scope && !anchor.scope.starts_with(entry.scope);
  });
  if (other_block) return std::nullopt;
  if (entry_words == words) return entry.scope == anchor.scope ? 0 : 1;
  if (words.starts_with(entry_words)) {  // what encloses the block
    const bool shared =
        entry.field == Field::organization_id || entry.field == Field::ims_host || entry.field == Field::ims_exchange;
    if (!shared && has_anchor(entry_words)) return std::nullopt;
    return 2 + static_cast<int>(words.size() - entry_words.size());
  }
  // What is further in and certainly Adobe's, unless it is of another credential.
  const bool inner = entry_words.starts_with(words) && entry.verdict.fit == Fit::right &&
                     certain_field(entry.texts.empty() ? std::string_view() : entry.texts[0]) == entry.field &&
                     entry.field != Field::private_key;
  const bool others = inner && std::ranges::any_of(anchors_, [&](const Entry* other) {
                        const auto theirs = telling_words(other->scope);
                        return theirs != words && theirs.starts_with(words) && entry_words.starts_with(theirs);
                      });
  if (!inner || others) return std::nullopt;
  return far + static_cast<int>(entry_words.size() - words.size());
}

}  // namespace imskit
