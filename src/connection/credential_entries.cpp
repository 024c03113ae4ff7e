#include "credential_entries.h"

#include <algorithm>

#include "credential_foreign.h"
#include "text.h"

namespace imskit {
namespace {

// Credential types of the Developer Console that need a person to sign in, or that give no token.
bool is_web_type(std::string_view bare) {
  constexpr std::string_view types[] = {
      "oauth2",         "oauthweb",     "oauthwebapp", "oauthspa", "oauthsinglepageapp",
      "oauthnativeapp", "oauthandroid", "oauthios",    "apikey",   "adobeid"};
  return std::ranges::find(types, bare) != std::ranges::end(types);
}

bool is_web_credential(const Json& block) {
  const bool own = std::ranges::any_of(block.entries, [](const Json& member) { return member.entries.empty(); });
  if (own && is_web_type(bare_name(block.name))) return true;
  return std::ranges::any_of(block.entries, [](const Json& member) {
    return bare_name(member.name) == "integrationtype" && is_web_type(bare_name(member.text));
  });
}

std::string_view without_quotes(std::string_view text) {
  text = trim(text);
  while (text.size() >= 2 && is_quote(text[0]) && text.back() == text[0]) text = trim(text.substr(1, text.size() - 2));
  return text;
}

bool holds_blocks(const Json& node) {
  return std::ranges::any_of(node.entries, [](const Json& entry) { return !entry.entries.empty(); });
}

// The texts of a list, which may be written as JSON in a text.
std::vector<std::string> texts_of(const Json& value) {
  if (value.is(Json::Kind::string) && trim(value.text).starts_with('[')) {
    const auto text = trim(value.text);
    Json list;
    BraceReader reader(text, 0);
    if (reader.read(list) && reader.at() == text.size()) return texts_of(list);
  }
  if (value.is(Json::Kind::string)) return {std::string(without_quotes(value.text))};
  std::vector<std::string> texts;
  for (const auto& entry : value.entries) {
    if (entry.is(Json::Kind::string) && !trim(entry.text).empty()) texts.emplace_back(without_quotes(entry.text));
  }
  return texts;
}

// A list in one text: with commas, spaces or line ends. @adobe/jwt-auth writes metascopes as claims: …/s/ent_…
std::vector<std::string> split_scopes(const std::vector<std::string>& texts) {
  std::vector<std::string> scopes;
  for (std::string_view rest : texts) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find_first_of(", \t\n;|"), rest.size());
      const auto scope = rest.substr(0, end);
      const auto claim = scope.contains("://") ? scope.rfind('/') + 1 : 0;
      if (claim < scope.size()) scopes.emplace_back(scope.substr(claim));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return scopes;
}

class Collector {
 public:
  Entries found;

  void walk(const Json& node, std::size_t block, int depth) {
    if (depth > 2 * deepest_block) return;
    std::vector<std::string_view> names;
    for (const Json& entry : node.entries) {
      if (entry.is(Json::Kind::object)) names.push_back(entry.name);
    }
    std::ranges::sort(names);
    const auto is_repeated = [&](std::string_view name) { return std::ranges::equal_range(names, name).size() > 1; };
    for (std::size_t i = 0; i < node.entries.size() && found.entries.size() < most_credential_values; ++i) {
      const Json& entry = node.entries[i];
      const bool nested = entry.is(Json::Kind::object) || (entry.is(Json::Kind::array) && holds_blocks(entry));
      if (!nested) {
        take(entry, block);
      } else if (entry.is(Json::Kind::object) && is_web_credential(entry)) {
        found.web = true;
      } else if (const auto product = find_product(entry); !product.empty() && entry.is(Json::Kind::object)) {
        found.product = product;
      } else {
        const bool item = node.is(Json::Kind::array);
        std::string scope = found.blocks[block].scope;
        item ? (scope += "#" + std::to_string(i)) += word_end : (append_words(scope, entry.name), scope);
        // Blocks of the same name are different credentials: documents of YAML, [[tables]] of TOML. The number goes
        // first, so that neither encloses the other.
        if (!item && is_repeated(entry.name)) {
          scope.insert(found.blocks[block].scope.size(), "#" + std::to_string(i) + word_end);
        }
        found.blocks.push_back({&entry, block, std::move(scope)});
        if (match_name(entry.name).known) take_certificates(entry, found.blocks.size() - 1);
        walk(entry, found.blocks.size() - 1, depth + 1);
      }
    }
  }

 private:
  void take_certificates(const Json& value, std::size_t block) {
    const auto match = match_name(value.name);
    if (match.known->role != Role::certificates) return;
    const std::size_t parent = found.blocks[block].parent;
    found.entries.push_back({match.known->field,
                             match.known->rank,
                             match.known->role,
                             {Fit::right},
                             &value,
                             parent,
                             found.blocks[parent].scope + match.scope,
                             match.prefix,
                             {}});
  }

  void take(const Json& value, std::size_t block) {
    // jwt_payload: { "https://ims-na1.adobelogin.com/s/ent_dataservices_sdk": true }
    if (value.is(Json::Kind::boolean)) {
      const auto claim = value.name.rfind("/s/");
      if (value.integer != 0 && claim != value.name.npos) {
        add(Field::meta_scopes, Rank::loose, Role::value, value, block, {}, {value.name.substr(claim + 3)});
      }
      return;
    }
    auto texts = texts_of(value);
    if (texts.empty() || texts[0].empty()) return;
    const auto match = match_name(value.name);
    if (!match.known) {
      const Field field = certain_field(texts[0]);
      if (field != Field::none) add(field, Rank::none, Role::value, value, block, {}, std::move(texts));
      return;
    }
    auto [name, field, rank, role] = *match.known;
    if (const auto at = texts[0].find("%40"); at != texts[0].npos) {
      std::string decoded = texts[0];
      decoded.replace(at, 3, "@");
      if (certain_field(decoded) != Field::none) texts[0] = std::move(decoded);
    }
    if (field == Field::private_key && texts.size() > 1) {
      std::string key;
      for (const auto& line : texts) (key += line) += '\n';
      texts = {std::move(key)};
    }
    // What follows the value on its line: CLIENT_ID=… node app.js
    if (const auto gap = texts[0].find_first_of(" \t\n"); gap != texts[0].npos && rule_of(field).kind == Kind::line) {
      const auto word = texts[0].substr(0, gap);
      if (judge_value(field, word, rank).fit == Fit::right) texts[0] = word;
    }
    // A passphrase may begin with a space, and a key is kept as is.
    if (rule_of(field).kind == Kind::text || field == Field::passphrase) {
      if (texts.size() == 1 && value.is(Json::Kind::string)) texts[0] = value.text;
    }
    if (rule_of_lists(field)) {
      texts = split_scopes(texts);
      constexpr auto is_meta = [](const std::string& scope) { return scope.starts_with("ent_"); };
      if (texts.empty()) return;
      if (field == Field::scopes && std::ranges::all_of(texts, is_meta)) field = Field::meta_scopes;
    }
    // A key in place of the name of its file, or the reverse.
    const bool key = judge_value(Field::private_key, texts[0], rank).fit == Fit::right;
    if (role == Role::key_file && key) role = Role::value;
    if (role == Role::value && field == Field::private_key && !key && names_file(texts[0])) role = Role::key_file;
    add(field, rank, role, value, block, match, std::move(texts));
  }

  static bool rule_of_lists(Field field) { return field == Field::meta_scopes || field == Field::scopes; }

  void add(Field field, Rank rank, Role role, const Json& value, std::size_t block, const NamedValue& match,
           std::vector<std::string> texts) {
    const Verdict verdict = role == Role::value ? judge_value(field, texts[0], rank) : Verdict{Fit::right};
    found.entries.push_back({field, rank, role, verdict, &value, block, found.blocks[block].scope + match.scope,
                             match.prefix, std::move(texts)});
  }
};

}  // namespace

Entries collect_entries(const Json& tree) {
  Collector collector;
  auto& found = collector.found;
  found.blocks.push_back({&tree, 0, {}});
  if (tree.is(Json::Kind::object) && is_web_credential(tree)) {
    found.web = true;
  } else if (const auto product = find_product(tree); tree.is(Json::Kind::object) && !product.empty()) {
    found.product = product;
  } else {
    collector.walk(tree, 0, 0);
  }
  return std::move(found);
}

}  // namespace imskit
