#include "credentials.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "credential_entries.h"
#include "credential_foreign.h"
#include "credential_syntax.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::size_t most_candidates = 100;

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

// Finds the candidates among the entries.
class Finder {
 public:
  explicit Finder(const Entries& found) : found_(found), entries_(found.entries) {}

  std::vector<Candidate> find() {
    find_anchors();
    separate_anchors();
    std::vector<Candidate> candidates;
    for (const Entry* anchor : anchors_) {
      const std::string scope = significant(anchor->scope);
      if (contains(done_, scope) || candidates.size() == most_candidates) continue;
      done_.push_back(scope);
      Candidate candidate = make(*anchor, scope);
      if (!is_usable(candidate) && !is_own(*found_.blocks[anchor->block].node)) continue;
      candidates.push_back(std::move(candidate));
      made_from_.push_back(anchor);
    }
    choose(candidates);
    return candidates;
  }

  const Entry* first() const { return made_from_.empty() ? nullptr : made_from_[0]; }
  bool web() const { return web_; }
  std::string_view vendor() const { return vendor_; }

 private:
  // A credential is where a client ID is. Of client IDs those count that look like one, then those with a specific
  // name.
  void find_anchors() {
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

  static int quality(const Entry& entry) {
    return 4 * static_cast<int>(entry.verdict.fit) +
           static_cast<int>(entry.verdict.fit == Fit::right ? Rank::specific : entry.rank);
  }

  // True if values that only Adobe has stand in the same scope as a client ID of an unusual shape.
  bool has_certain(const Entry& anchor) const {
    if (anchor.verdict.fit == Fit::wrong || anchor.rank != Rank::specific) return false;
    return std::ranges::any_of(entries_, [&](const Entry& entry) {
      return entry.scope == anchor.scope && entry.verdict.fit == Fit::right &&
             (entry.field == Field::organization_id || entry.field == Field::technical_account_id);
    });
  }

  // Client IDs that differ, in scopes that differ by usual words alone, are of several credentials: JWT_CLIENT_ID and
  // OAUTH_CLIENT_ID. Then these words tell one from another.
  void separate_anchors() {
    std::vector<std::string> telling;
    for (const Entry* a : anchors_) {
      for (const Entry* b : anchors_) {
        if (a->scope == b->scope || a->texts == b->texts || significant(a->scope) != significant(b->scope)) continue;
        const auto mine = words_of(a->scope);
        const auto others = words_of(b->scope);
        for (const auto& word : mine) {
          if (!contains(others, word) && !contains(telling, word)) telling.push_back(word);
        }
      }
    }
    telling_ = std::move(telling);
  }

  // The words of a scope that tell one credential from another.
  std::string significant(std::string_view scope) const {
    std::string out;
    for (const auto& word : words_of(scope)) {
      if (!is_usual_word(word) || contains(telling_, word)) (out += word) += word_end;
    }
    return out;
  }

  bool has_anchor(std::string_view scope) const {
    return std::ranges::any_of(anchors_, [&](const Entry* anchor) { return significant(anchor->scope) == scope; });
  }

  // How far an entry is from a candidate's scope; nullopt if it is not the candidate's.
  std::optional<int> distance(const Entry& entry, const std::string& entry_scope, const Entry& anchor,
                              const std::string& scope) const {
    constexpr int far = 1000;
    const bool other_block = std::ranges::any_of(dropped_, [&](const Entry* dropped) {
      return entry.scope == dropped->scope && entry.scope != anchor.scope && !anchor.scope.starts_with(entry.scope);
    });
    if (other_block) return std::nullopt;
    if (entry_scope == scope) return entry.scope == anchor.scope ? 0 : 1;
    if (scope.starts_with(entry_scope)) {  // what encloses the block
      const bool shared =
          entry.field == Field::organization_id || entry.field == Field::ims_host || entry.field == Field::ims_exchange;
      if (!shared && has_anchor(entry_scope)) return std::nullopt;
      return 2 + static_cast<int>(scope.size() - entry_scope.size());
    }
    // What stands further in and is certainly Adobe's, unless it is of another credential.
    const bool inner = entry_scope.starts_with(scope) && entry.verdict.fit == Fit::right &&
                       certain_field(entry.texts.empty() ? std::string_view() : entry.texts[0]) == entry.field &&
                       entry.field != Field::private_key;
    const bool others = inner && std::ranges::any_of(anchors_, [&](const Entry* other) {
                          const auto theirs = significant(other->scope);
                          return theirs != scope && theirs.starts_with(scope) && entry_scope.starts_with(theirs);
                        });
    if (!inner || others) return std::nullopt;
    return far + static_cast<int>(entry_scope.size() - scope.size());
  }

  struct Choice {
    const Entry* entry = nullptr;
    int distance = 0;
  };

  // The right shape comes before a specific name, and that before a place nearby; of equals the last counts.
  static bool is_better(const Choice& a, const Choice& b) {
    if (!b.entry) return true;
    const auto rank = [](const Choice& choice) {
      return std::tuple(choice.entry->verdict.fit, choice.entry->rank, choice.distance);
    };
    return rank(a) <= rank(b);
  }

  Candidate make(const Entry& anchor, const std::string& scope) {
    Choice chosen[field_count];
    Choice key_file;
    Choice certificates;
    bool redirect = false;
    std::vector<std::string> claims;
    for (const Entry& entry : entries_) {
      const auto far = distance(entry, significant(entry.scope), anchor, scope);
      if (!far) continue;
      const Choice choice{&entry, *far};
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
    candidate.label = label_of(anchor);
    if (redirect && !candidate.connection[Field::technical_account_id] && !candidate.connection[Field::private_key]) {
      web_ = true;
      candidate.connection = {};
    }
    take_own_fields(anchor, candidate.connection);
    return candidate;
  }

  static void report(Field field, const Verdict& verdict, std::vector<Issue>& issues) {
    constexpr Code codes[] = {Code::masked, Code::placeholder, Code::secret_reference};  // in the order of StandIn
    if (verdict.stand_in) {
      issues.push_back({field, codes[static_cast<std::size_t>(*verdict.stand_in)]});
    } else if (!verdict.reason.empty()) {
      issues.push_back({field, Code::unusable_in_file, {{"reason", verdict.reason}}});
    }
  }

  // A single value is not a credential, unless its form is unique to Adobe.
  static bool is_usable(const Candidate& candidate) {
    int count = static_cast<int>(std::ssize(candidate.issues));
    bool certain = false;
    for (const Field field : {Field::client_id, Field::client_secret, Field::technical_account_id,
                              Field::organization_id, Field::private_key}) {
      const auto text = candidate.connection.text(field);
      if (text.empty()) continue;
      ++count;
      certain = certain || (field != Field::private_key && judge_value(field, text, Rank::none).fit == Fit::right);
    }
    const bool owner = !candidate.connection[Field::organization_id];  // many credentials may be of one organization
    return count > 1 || (count == 1 && owner && (certain || !candidate.certificates.empty()));
  }

  static void take_certificates(const Json& json, Candidate& candidate) {
    for (const auto& entry : json.entries) {
      const std::string& date = entry.text;
      if (date.empty()) continue;
      // MM/DD/YYYY
      const bool american = date.size() == 10 && date[2] == '/' && date[5] == '/';
      candidate.certificates.push_back(
          {bare_name(entry.name),
           american ? date.substr(6) + "-" + date.substr(0, 2) + "-" + date.substr(3, 2) : date});
    }
  }

  // fs.readFileSync('./private.key'), $(cat private.key), @private.key, file:private.key
  static std::string file_name(std::string_view text) {
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

  CredentialType type_of(const Candidate& candidate, const Entry& anchor, const Entry* secret) const {
    const auto& connection = candidate.connection;
    if (("\x1F" + anchor.scope).contains("\x1Foauth\x1Fserver\x1Fto\x1Fserver\x1F")) {
      return CredentialType::oauth_server_to_server;
    }
    const bool jwt = connection[Field::private_key] || connection[Field::passphrase] || connection.meta_scopes ||
                     !candidate.key_file.empty() || !candidate.certificates.empty() ||
                     contains(words_of(anchor.scope), "jwt");
    const bool oauth = connection.scopes || (secret && bare_name(secret->node->name).ends_with("clientsecrets"));
    return !jwt && oauth ? CredentialType::oauth_server_to_server : CredentialType::jwt;
  }

  // The name that the credential has in the file, the block it stands in, or the prefix of its names.
  std::string label_of(const Entry& anchor) const {
    if (anchor.prefix.size() > 0 &&
        !significant(std::string_view(anchor.scope).substr(found_.blocks[anchor.block].scope.size())).empty()) {
      return label_of_prefix(anchor.prefix);
    }
    for (std::size_t block = anchor.block; block != 0; block = found_.blocks[block].parent) {
      const auto& [node, parent, scope] = found_.blocks[block];
      const auto own = std::string_view(scope).substr(found_.blocks[parent].scope.size());
      const Json* name = own.starts_with('#') ? node->find("name") : nullptr;
      if (name && !name->text.empty() && certain_field(name->text) == Field::none) return shorten(name->text);
      if (!own.starts_with('#') && node->name != document_name && !significant(own).empty() &&
          certain_field(node->name) == Field::none) {
        return shorten(node->name);
      }
    }
    return anchor.field == Field::client_id && anchor.verdict.fit != Fit::wrong ? shorten(anchor.texts[0])
                                                                                : std::string();
  }

  // PROD_ is PROD, and AIO_ims_contexts_MY__NAME_ is MY_NAME: there, an underscore in a name is doubled.
  std::string label_of_prefix(std::string_view prefix) const {
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
      if (!significant(words).empty()) {
        auto label = prefix.substr(begin);
        while (!label.empty() && !is_part(label.back())) label.remove_suffix(1);
        return shorten(label);
      }
      from = std::max(end, begin + 1);
    }
    return shorten(prefix);
  }

  static std::string shorten(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string out(first_code_points(trim(text), longest));
    std::erase_if(out, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
    return out;
  }

  // The fields that only a connection of imskit has.
  void take_own_fields(const Entry& anchor, Connection& connection) const {
    const Json& block = *found_.blocks[anchor.block].node;
    if (!is_own(block)) return;
    for (const Field field : {Field::name, Field::description, Field::runtime_environment}) {
      const Json* value = block.find(rule_of(field).name);
      if (value && !trim(value->text).empty()) connection[field] = value->text;
    }
  }

 public:
  static bool is_own(const Json& block) {
    return block.find(rule_of(Field::organization_id).name) || block.find(rule_of(Field::runtime_environment).name);
  }

 private:
  // Orders the candidates, and leaves out those that say nothing new.
  void choose(std::vector<Candidate>& candidates) {
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
    // Few, and in the order of the file where they are equal.
    for (std::size_t i = 1; i < candidates.size(); ++i) {
      for (std::size_t j = i; j > 0 && rank(candidates[j]) < rank(candidates[j - 1]); --j) {
        std::swap(candidates[j], candidates[j - 1]);
        std::swap(made_from_[j], made_from_[j - 1]);
      }
    }
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      for (std::size_t j = candidates.size(); --j > i;) {
        const bool same =
            candidates[i].connection.text(Field::client_id) == candidates[j].connection.text(Field::client_id) &&
            candidates[i].connection.text(Field::client_secret) ==
                candidates[j].connection.text(Field::client_secret) &&
            candidates[i].connection[Field::client_id];
        if (!same) continue;
        candidates.erase(candidates.begin() + static_cast<long>(j));
        made_from_.erase(made_from_.begin() + static_cast<long>(j));
      }
    }
    // Labels are unique.
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

  const Entries& found_;
  const std::vector<Entry>& entries_;
  std::vector<const Entry*> anchors_;
  std::vector<const Entry*> dropped_;  // client IDs of something else
  std::vector<std::string> telling_;   // usual words that tell credentials of this file apart
  std::vector<std::string> done_;
  std::vector<const Entry*> made_from_;
  bool web_ = false;
  std::string_view vendor_;
};

// ---- the file ----

void add_missing(Candidate& candidate) {
  for (const Field field : {Field::client_id, Field::client_secret, Field::technical_account_id, Field::organization_id,
                            Field::private_key}) {
    const bool asked = candidate.type == CredentialType::jwt || !rule_of(field).jwt_only;
    const bool told = std::ranges::any_of(candidate.issues, [&](const Issue& issue) { return issue.field == field; });
    if (!asked || candidate.connection[field] || told) continue;
    if (field == Field::private_key && !candidate.key_file.empty()) {
      candidate.issues.push_back({field, Code::key_in_file, {{"name", candidate.key_file}}});
    } else {
      candidate.issues.push_back({field, Code::not_in_file});
    }
  }
}

// What kind of file it is, by how the first candidate is written.
std::string_view name_source(const Entries& found, const Entry& anchor, const Candidate& candidate, bool braces) {
  const Json& root = *found.blocks[0].node;
  const Json& block = *found.blocks[anchor.block].node;
  const auto within = [&](std::string_view word) {
    return ("\x1F" + anchor.scope).contains("\x1F" + std::string(word) + "\x1F");
  };
  const auto has = [&](const Json& node, std::string_view name) {
    return std::ranges::any_of(node.entries, [&](const Json& member) { return bare_name(member.name) == name; });
  };
  if (!braces) return "env";
  if (within("integration")) return "aem";
  if (within("project")) return "console-project";
  if (Finder::is_own(block)) return "connection";
  if (has(root, "postmanvariablescope")) return "postman";
  if (!candidate.certificates.empty()) return "console-jwt";
  if (has(block, "clientsecrets")) return "console-oauth";
  if (has(block, "apikey")) return "console-jwt";
  if (block.find("orgId") || block.find("technicalAccountId")) return "jwt-auth";
  return "json";
}

std::string normalize_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i] == '\0' ? ' ' : text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

Issue problem(std::string_view text, const SyntaxProblem& what, Code code) {
  const auto [line, column] = place_of(text, what.at);
  return {Field::none,
          code,
          {{"line", static_cast<std::int64_t>(line)},
           {"column", static_cast<std::int64_t>(column)},
           {"reason", what.reason}}};
}

Issue refusal(const Entries& found, const Finder& finder) {
  if (!found.product.empty()) return {Field::none, Code::other_product, {{"name", found.product}}};
  if (!finder.vendor().empty()) {
    return {Field::none,
            Code::other_product,
            {{"name", "a configuration of another product (" + std::string(finder.vendor()) + ")"}}};
  }
  if (found.web || finder.web()) return {Field::none, Code::unsupported_credential};
  return {Field::none, Code::unknown_credentials};
}

}  // namespace

Credentials import_credentials(std::string_view text, std::optional<std::int64_t> now_seconds) {
  Credentials read;
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  const std::string lines = text.size() <= max_credentials_bytes ? normalize_lines(text) : std::string();
  const CredentialTree tree = read_credential_tree(lines);
  if (tree.error) {
    read.issues.push_back(problem(lines, *tree.error, Code::syntax_error));
    return read;
  }
  const Entries found = collect_entries(tree.root);
  Finder finder(found);
  read.candidates = finder.find();
  if (read.candidates.empty()) {
    read.issues.push_back(refusal(found, finder));
    return read;
  }
  if (tree.repair) read.issues.push_back(problem(lines, *tree.repair, Code::syntax_repaired));
  read.source = name_source(found, *finder.first(), read.candidates[0], tree.braces);
  if (const std::size_t count = read.candidates.size(); count > 1) {
    read.issues.push_back({Field::none,
                           Code::several_credentials,
                           {{"actual", static_cast<std::int64_t>(count)}, {"name", read.candidates[0].label}}});
  }
  for (auto& candidate : read.candidates) {
    add_missing(candidate);
    if (!now_seconds || candidate.certificates.empty()) continue;
    if (auto expired = check_expired(candidate.certificates, *now_seconds))
      candidate.issues.push_back(to_issue(*expired));
  }
  return read;
}

}  // namespace imskit
