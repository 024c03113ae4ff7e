// From text to tree: which reader takes the text, and the forms in which tools write the same thing.
#include <algorithm>

#include "base64.h"
#include "credential_names.h"
#include "credential_syntax.h"
#include "text.h"

namespace imskit {
namespace {

constexpr int deepest_text = 3;  // of files inside values

void simplify(Json& node, int depth);

// Comments and Markdown fences before the first block.
std::size_t skip_preamble(std::string_view text) {
  BraceReader reader(text, 0);
  reader.skip_space();
  if (!text.substr(reader.at()).starts_with("```")) return reader.at();
  BraceReader fenced(text, std::min(text.find('\n', reader.at()), text.size()));
  fenced.skip_space();
  return fenced.at();
}

bool begins_list(std::string_view text) {
  const auto next = text.find_first_not_of(" \t\n", 1);
  return text.starts_with('[') && (next == text.npos || std::string_view("{[\"]").contains(text[next])) &&
         !text.starts_with("[[") && !text.starts_with("[\"");
}

// One or more values in braces: JSON, or JSON Lines.
CredentialTree read_braces(std::string_view text, std::size_t at) {
  CredentialTree tree{.root = {.kind = Json::Kind::array}, .braces = true};
  do {
    BraceReader reader(text, at);
    if (!reader.read(tree.root.entries.emplace_back())) {
      tree.error = reader.error().value_or(SyntaxProblem{reader.at(), "the text ends too early"});
      tree.root = {};
      return tree;
    }
    if (!tree.repair) tree.repair = reader.repair();
    reader.skip_space();
    at = reader.at();
    while (at < text.size() && (text[at] == ';' || text[at] == ',' || is_blank(text[at]))) ++at;
  } while (at < text.size() && text[at] == '{' && tree.root.entries.size() < most_credential_values);
  const auto rest = text.substr(at);
  if (rest.starts_with("-----BEGIN") && tree.root.entries.size() == 1) {  // the key behind its credential
    tree.root.entries[0].entries.push_back({.kind = Json::Kind::string, .text = std::string(trim(rest))});
  } else if (!rest.empty() && !rest.starts_with("```")) {
    tree.error = {at, "the file continues after its last closing brace"};
    tree.root = {};
  }
  if (tree.root.entries.size() == 1) {
    Json only = std::move(tree.root.entries[0]);
    tree.root = std::move(only);
  }
  return tree;
}

// { key or name, value }, as Postman, Kubernetes, Azure and GitHub write pairs.
const Json* find_name(const Json& pair) {
  const Json* name = nullptr;
  for (const auto& member : pair.entries) {
    const auto bare = bare_name(member.name);
    if ((bare == "key" || bare == "name" || bare == "label") && member.is(Json::Kind::string)) name = &member;
    if (bare == "enabled" && member.is(Json::Kind::boolean) && member.integer == 0) return nullptr;
  }
  return name;
}
Json* find_value(Json& pair) {
  const auto is_value = [](const Json& member) { return bare_name(member.name) == "value"; };
  const auto found = std::ranges::find_if(pair.entries, is_value);
  return found == pair.entries.end() ? nullptr : &*found;
}

// { CLIENT_ID: … }
bool is_single(const Json& block) { return block.entries.size() == 1 && block.entries[0].entries.empty(); }

void join_pairs(Json& list) {
  const bool pairs = !list.entries.empty() && std::ranges::all_of(list.entries, [](Json& entry) {
    return entry.is(Json::Kind::object) && (is_single(entry) || find_value(entry));
  });
  if (!pairs) return;
  Json block{.kind = Json::Kind::object, .name = std::move(list.name)};
  for (auto& entry : list.entries) {
    if (is_single(entry)) {
      block.entries.push_back(std::move(entry.entries[0]));
    } else if (const Json* name = find_name(entry)) {
      Json value = std::move(*find_value(entry));
      value.name = name->text;
      block.entries.push_back(std::move(value));
    }
  }
  list = std::move(block);
}

// A list of NAME=value, as Docker writes it.
void join_lines(Json& list) {
  const auto is_pair = [](const Json& entry) { return entry.is(Json::Kind::string) && entry.text.find('=') < 80; };
  if (list.entries.empty() || !std::ranges::all_of(list.entries, is_pair)) return;
  std::string lines;
  for (const auto& entry : list.entries) (lines += entry.text) += '\n';
  Json block = read_credential_lines(lines);
  block.name = std::move(list.name);
  list = std::move(block);
}

// A Kubernetes Secret has its values in base64.
void decode_secret(Json& secret) {
  const Json* kind = secret.find("kind");
  if (!kind || !equals_ignoring_case(kind->text, "secret")) return;
  for (auto& member : secret.entries) {
    if (member.name != "data") continue;
    for (auto& value : member.entries) {
      if (const auto decoded = decode_base64(value.text)) value.text = decoded->text();
    }
  }
}

// {" and { with a line end or a space, in base64. A JWT also begins like this, but has dots.
bool starts_like_json_in_base64(std::string_view text) {
  return (text.starts_with("eyJ") || text.starts_with("ewo") || text.starts_with("ewog") || text.starts_with("eyA")) &&
         !text.contains('.');
}

// A whole file inside a value: JSON, or lines under a name that is not a value of a connection.
void expand_text(Json& value, int depth) {
  const bool known = match_name(value.name).known;
  // JSON in base64
  if (!known && starts_like_json_in_base64(value.text)) {
    if (const auto decoded = decode_base64(value.text)) value.text = decoded->text();
  }
  const std::string_view text = trim(value.text);
  const bool json = text.starts_with('{') || text.starts_with("[{");
  const bool query = text.contains('&') && text.find('=') < 80 && !text.starts_with("http");
  const bool lines = (text.contains('\n') || query) && !text.contains("-----BEGIN") && !known;
  if (depth > deepest_text || !(json || lines)) return;
  Json block;
  if (json) {
    BraceReader reader(text, 0);
    reader.read(block);
    if (reader.at() < text.size()) return;
  } else {
    block = read_credential_tree(text).root;
  }
  if (!block.is(Json::Kind::object) && !block.is(Json::Kind::array)) return;
  block.name = std::move(value.name);
  value = std::move(block);
  simplify(value, depth + 1);
}

// A name in Terraform or in a template of Azure: clientId: { value: … }, variable "client_id" { default = … }.
void unwrap(Json& block) {
  if (!match_name(block.name).known) return;
  for (auto& member : block.entries) {
    constexpr std::string_view names[] = {"value", "default", "computed", "S"};  // S: DynamoDB
    if (std::ranges::find(names, member.name) == std::ranges::end(names) || !member.is(Json::Kind::string)) continue;
    Json value = std::move(member);
    value.name = std::move(block.name);
    block = std::move(value);
    return;
  }
}

void simplify(Json& node, int depth) {
  if (node.is(Json::Kind::object)) decode_secret(node);
  for (auto& entry : node.entries) {
    if (!entry.is(Json::Kind::string)) simplify(entry, depth);
  }
  if (node.is(Json::Kind::object)) {
    unwrap(node);
  } else if (node.is(Json::Kind::array)) {
    join_pairs(node);
    if (!node.is(Json::Kind::array) || match_name(node.name).known) return;  // the latter is a list of values
    join_lines(node);
  }
  for (auto& entry : node.entries) {
    if (entry.is(Json::Kind::string)) expand_text(entry, depth);
  }
}

}  // namespace

Place place_of(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, std::min(at, text.size()));
  const auto line_start = before.rfind('\n') + 1;  // 0 if there is none
  return {static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
          count_code_points(before.substr(line_start)) + 1};
}

namespace {

// Replaces the quotation marks of word processors by plain ones.
std::string with_plain_quotes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char32_t c = take_code_point(text);
    const bool is_double = c == U'“' || c == U'”' || c == U'„';
    const bool is_single = c == U'‘' || c == U'’';
    out += is_double ? "\"" : is_single ? "'" : to_utf8(c);
  }
  return out;
}

// The file without what a mail program, a page or a secret manager did to the whole of it: base64, the entities of
// HTML, typographic quotation marks. nullopt for nothing of that.
std::optional<std::string> decode_file(std::string_view text) {
  constexpr std::size_t shortest = 100;
  const auto content = trim(text);
  if (content.size() < shortest) return std::nullopt;
  const bool braces = (content.starts_with('{') || content.starts_with('[')) && !content.contains('"');
  if (braces && content.contains("&quot;")) return decode_entities(content);
  if (braces && content.contains("“")) return with_plain_quotes(content);
  if (!std::ranges::all_of(content, [](char c) { return is_base64(c) || c == '\n'; })) return std::nullopt;
  const auto decoded = decode_base64(without_white_space(content));
  const bool file = decoded && is_plain_text(decoded->text()) && decoded->text().find_first_of("{=:") != content.npos;
  return file ? std::optional(std::string(decoded->text())) : std::nullopt;
}

}  // namespace

CredentialTree read_credential_tree(std::string_view text) {
  if (const auto decoded = decode_file(text)) return read_credential_tree(*decoded);
  const std::size_t begin = skip_preamble(text);
  const auto content = text.substr(begin);
  const bool braces = content.starts_with('{') && !content.starts_with("{{");
  // JSON as a text of JSON: "{\"client_id\": …}"
  if (content.size() > 2 && is_quote(content[0]) && content[1] == '{') {
    Json inner;
    BraceReader reader(content, 0);
    if (reader.read(inner) && inner.is(Json::Kind::string) && trim(inner.text).starts_with('{')) {
      return read_credential_tree(inner.text);
    }
  }
  if (is_markup(content)) {
    CredentialTree tree{.root = read_credential_markup(content)};
    simplify(tree.root, 0);
    return tree;
  }
  CredentialTree tree =
      braces || begins_list(content) ? read_braces(text, begin) : CredentialTree{.root = read_credential_lines(text)};
  simplify(tree.root, 0);
  return tree;
}

}  // namespace imskit
