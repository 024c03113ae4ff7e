#include "credential_candidates.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "credential_anchors.h"
#include "credential_label.h"
#include "text.h"
#include "value_issues.h"

namespace imskit {
namespace {

constexpr std::size_t most_candidates = 100;

// ---- one candidate ----

struct Choice {
  const Entry* entry = nullptr;
  int distance = 0;
};

// The right shape comes before a specific name, and that before a place nearby; of equals the last counts.
bool is_better(const Choice& a, const Choice& b) {
  if (!b.entry) return true;
  const auto rank = [](const Choice& choice) {
    return std::tuple(choice.entry->verdict.fit, choice.entry->rank, choice.distance);
  };
  return rank(a) <= rank(b);
}

void report(Field field, const Verdict& verdict, std::vector<Issue>& issues) {
  if (verdict.stand_in) {
    issues.push_back({field, code_of(*verdict.stand_in)});
  } else if (!verdict.reason.empty()) {
    issues.push_back({field, Code::unusable_in_file, {{"reason", verdict.reason}}});
  }
}

// A single value is not a credential, unless only Adobe has such values.
bool is_usable(const Candidate& candidate) {
  int count = static_cast<int>(std::ssize(candidate.issues));
  bool certain = false;
  for (const Field field : {Field::client_id, Field::client_secret, Field::technical_account_id, Field::organization_id,
                            Field::private_key}) {
    const auto text = candidate.connection.text(field);
    if (text.empty()) continue;
    ++count;
    certain = certain || (field != Field::private_key && judge_value(field, text, Rank::none).fit == Fit::right);
  }
  const bool owner = !candidate.connection[Field::organization_id];  // many credentials may be of one organization
  return count > 1 || (count == 1 && owner && (certain || !candidate.certificates.empty()));
}

void take_certificates(const Json& json, Candidate& candidate) {
  for (const auto& entry : json.entries) {
    const std::string& date = entry.text;
    if (date.empty()) continue;
    // MM/DD/YYYY
    const bool american = date.size() == 10 && date[2] == '/' && date[5] == '/';
    candidate.certificates.push_back(
        {bare_name(entry.name), american ? date.substr(6) + "-" + date.substr(0, 2) + "-" + date.substr(3, 2) : date});
  }
}

// The name in an expression that reads the file: fs.readFileSync('./private.key'), $(cat private.key), @private.key,
// file:private.key
std::string file_name(std::string_view text) {
  if (const auto quote = text.find_first_of("'\"`"); quote != text.npos) {
    const auto close = text.find(text[quote], quote + 1);
    if (close != text.npos) text = text.substr(quote + 1, close - quote - 1);
  } else if (text.starts_with("$(")) {
    text = text.substr(2, text.find_last_of(')') - 2);
    text.remove_prefix(text.find_last_of(" <") + 1);
  }
  for (const std::string_view mark : {"file://", "file:", "@"}) {
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
  }
  return std::string(trim(text));
}

CredentialType type_of(const Candidate& candidate, const Entry& anchor, const Entry* secret) {
  const auto& connection = candidate.connection;
  const auto within = [&](std::string_view words) { return has_words(anchor.scope, words); };
  if (within("oauth\x1Fserver\x1Fto\x1Fserver")) return CredentialType::oauth_server_to_server;
  const bool jwt = connection[Field::private_key] || connection[Field::passphrase] || connection.meta_scopes ||
                   !candidate.key_file.empty() || !candidate.certificates.empty() || within("jwt");
  const bool oauth = connection.scopes || (secret && bare_name(secret->node->name).ends_with("clientsecrets"));
  return !jwt && oauth ? CredentialType::oauth_server_to_server : CredentialType::jwt;
}

// The fields that only a connection of imskit has.
void take_own_fields(const Json& block, Connection& connection) {
  if (!is_own_connection(block)) return;
  for (const Field field : {Field::name, Field::description, Field::runtime_environment}) {
    const Json* value = block.find(rule_of(field).name);
    if (value && !trim(value->text).empty()) connection[field] = value->text;
  }
}

// Chooses the values of each candidate among the entries.
class Builder {
 public:
  Builder(const Entries& found, const CredentialAnchors& anchors) : found_(found), anchors_(anchors) {}

  bool web = false;  // a web credential was left out

  // `words` are the telling words of the anchor’s scope.
  Candidate make(const Entry& anchor, const std::string& words) {
    Choice chosen[field_count];
    Choice key_file;
    Choice certificates;
    bool redirect = false;
    std::vector<std::string> claims;
    for (const Entry& entry : found_.entries) {
      const auto distance = anchors_.distance(entry, anchor, words);
      if (!distance) continue;
      const Choice choice{&entry, *distance};
      if (entry.role == Role::redirect) {
        redirect = true;
      } else if (entry.field == Field::meta_scopes && entry.node->is(Json::Kind::boolean)) {
        claims.push_back(entry.texts[0]);
      } else {
        Choice& best = entry.role == Role::key_file       ? key_file
                       : entry.role == Role::certificates ? certificates
                                                          : chosen[static_cast<std::size_t>(entry.field)];
        if (is_better(choice, best)) best = choice;
      }
    }
    Candidate candidate;
    for (const auto& rule : field_rules) {
      const Entry* entry = chosen[static_cast<std::size_t>(rule.field)].entry;
      if (!entry) continue;
      if (entry->verdict.fit == Fit::wrong) {
        if (entry->rank < Rank::loose) report(rule.field, entry->verdict, candidate.issues);
      } else if (rule.kind == Kind::lines) {
        (rule.field == Field::scopes ? candidate.connection.scopes : candidate.connection.meta_scopes) = entry->texts;
      } else {
        candidate.connection[rule.field] = entry->texts[0];
      }
    }
    if (!claims.empty() && !candidate.connection.meta_scopes) candidate.connection.meta_scopes = std::move(claims);
    if (certificates.entry) take_certificates(*certificates.entry->node, candidate);
    if (key_file.entry) candidate.key_file = file_name(key_file.entry->texts[0]);
    candidate.type = type_of(candidate, anchor, chosen[static_cast<std::size_t>(Field::client_secret)].entry);
    candidate.label = label_of(found_, anchor, anchors_);
    if (redirect && !candidate.connection[Field::technical_account_id] && !candidate.connection[Field::private_key]) {
      web = true;
      candidate.connection = {};
    }
    take_own_fields(*found_.blocks[anchor.block].node, candidate.connection);
    return candidate;
  }

 private:
  const Entries& found_;
  const CredentialAnchors& anchors_;
};

// ---- all candidates ----

struct Made {
  Candidate candidate;
  const Entry* anchor;
};

// Complete ones first, then JWT before OAuth, then as in the file.
void order(std::vector<Made>& made) {
  const auto missing = [](const Candidate& candidate) {
    const bool jwt = candidate.type == CredentialType::jwt;
    return std::ranges::count_if(
        std::initializer_list{Field::client_id, Field::client_secret, Field::technical_account_id,
                              Field::organization_id},
        [&](Field field) { return (jwt || !rule_of(field).jwt_only) && !candidate.connection[field]; });
  };
  const auto rank = [&](const Candidate& candidate) {
    return std::tuple(missing(candidate) > 0, candidate.type, missing(candidate),
                      !candidate.connection[Field::private_key]);
  };
  // There are few, and equal ones stay in the order of the file.
  for (std::size_t i = 1; i < made.size(); ++i) {
    for (std::size_t j = i; j > 0 && rank(made[j].candidate) < rank(made[j - 1].candidate); --j) {
      std::swap(made[j], made[j - 1]);
    }
  }
}

// Leaves out candidates that have the client ID and secret of an earlier one.
void drop_repeated(std::vector<Made>& made) {
  const auto is_same = [](const Connection& a, const Connection& b) {
    return a[Field::client_id] && a.text(Field::client_id) == b.text(Field::client_id) &&
           a.text(Field::client_secret) == b.text(Field::client_secret);
  };
  for (std::size_t i = 0; i < made.size(); ++i) {
    for (std::size_t j = made.size(); --j > i;) {
      if (!is_same(made[i].candidate.connection, made[j].candidate.connection)) continue;
      made.erase(made.begin() + static_cast<long>(j));
    }
  }
}

void make_labels_unique(std::vector<Candidate>& candidates) {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::string base = candidates[i].label.empty() ? "credential" : candidates[i].label;
    candidates[i].label = base;
    const auto taken = [&] {
      return std::any_of(candidates.begin(), candidates.begin() + static_cast<long>(i),
                         [&](const Candidate& other) { return other.label == candidates[i].label; });
    };
    for (int number = 2; taken(); ++number) candidates[i].label = base + " (" + std::to_string(number) + ")";
  }
}

}  // namespace

bool is_own_connection(const Json& block) {
  return block.find(rule_of(Field::organization_id).name) || block.find(rule_of(Field::runtime_environment).name);
}

FoundCandidates find_candidates(const Entries& found) {
  const CredentialAnchors anchors(found.entries);
  Builder builder(found, anchors);
  std::vector<Made> made;
  std::vector<std::string> done;
  for (const Entry* anchor : anchors.list()) {
    std::string words = anchors.telling_words(anchor->scope);
    if (std::ranges::contains(done, words) || made.size() == most_candidates) continue;
    Candidate candidate = builder.make(*anchor, words);
    done.push_back(std::move(words));
    if (!is_usable(candidate) && !is_own_connection(*found.blocks[anchor->block].node)) continue;
    made.push_back({std::move(candidate), anchor});
  }
  order(made);
  drop_repeated(made);
  FoundCandidates result{.candidates = {}, .web = builder.web, .vendor = anchors.vendor()};
  if (!made.empty()) result.anchor = made[0].anchor;
  for (auto& [candidate, anchor] : made) result.candidates.push_back(std::move(candidate));
  make_labels_unique(result.candidates);
  return result;
}

}  // namespace imskit
