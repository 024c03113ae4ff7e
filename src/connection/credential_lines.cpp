// Reads credential files line by line: .env, ini, properties, YAML, TOML, shell commands and copied pages.
#include <algorithm>
#include <utility>
#include <vector>

#include "credential_line_texts.h"
#include "credential_names.h"
#include "credential_pairs.h"
#include "credential_syntax.h"
#include "credential_tables.h"
#include "credential_yaml.h"
#include "text.h"

namespace imskit {
namespace {

class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text), texts_(text), budget_(4 * text.size() + 4096) {}

  Json read() {
    root_.kind = Json::Kind::object;
    open_ = {{-1, &root_, false}};
    while (texts_.next_line < text_.size() && count_ < most_credential_values) {
      const std::size_t start = texts_.next_line;
      const std::size_t end = texts_.line_end(start);
      const std::size_t begin = skip_blanks(text_, start);
      texts_.next_line = end + 1;
      if (begin < end) read_line(begin, end, static_cast<long>(begin - start));
      while (texts_.rest_of_line) {
        const PairPlace pair = *std::exchange(texts_.rest_of_line, std::nullopt);
        read_pair(skip_blanks(text_, pair.begin), pair.end, pair.indent);
      }
    }
    return std::move(root_);
  }

 private:
  struct Open {
    long indent;  // of the line that opened the block; what belongs to it is further right
    Json* node;
    bool item;  // of a list
  };

  // Containers grow only at their end, and only the innermost open one grows, so the pointers in open_ stay valid.
  Json& add(std::string_view name, Json value) {
    ++count_;
    value.name = name;
    return open_.back().node->entries.emplace_back(std::move(value));
  }

  void open_section(std::string_view name) {
    open_ = {{-1, &root_, false}};
    open_.push_back({-1, &add(name, {.kind = Json::Kind::object}), false});
  }

  void close_blocks(long indent, bool item) {
    while (open_.back().indent > indent || (open_.back().indent == indent && (!item || open_.back().item))) {
      open_.pop_back();
    }
  }

  void read_line(std::size_t begin, std::size_t end, long indent) {
    std::string_view content = texts_.between(begin, end);
    while (content.starts_with("* ") || content.starts_with("• ") || content.starts_with("| ")) {
      begin = skip_blanks(text_, text_.find(' ', begin) + 1);
      content = texts_.between(begin, end);
    }
    if (content.empty()) return;
    if (content.starts_with("/*")) {
      texts_.next_line = std::max(texts_.next_line, std::min(text_.find("*/", begin), text_.size() - 2) + 2);
      return;
    }
    if (content.starts_with(pem_begin)) return read_pem(begin);
    if (content == "---") return open_section(document_name);
    if (is_comment(content)) return;
    if (const auto section = section_of(content)) return open_section(*section);
    if (is_item(content)) return read_item(begin, end, indent);
    close_blocks(indent, false);
    if (read_table(content)) return;
    for (auto& [name, value] : find_flags(content)) add(name, {.kind = Json::Kind::string, .text = std::move(value)});
    read_pair(begin, end, indent);
  }

  // Each row of a table is a block.
  bool read_table(std::string_view line) {
    const auto header = read_table_header(line);
    if (!header) return false;
    Json list{.kind = Json::Kind::array};
    while (texts_.next_line < text_.size() && count_ < most_credential_values) {
      const std::size_t end = texts_.line_end(texts_.next_line);
      const auto content = texts_.between(texts_.next_line, end);
      auto row = read_table_row(*header, content);
      if (!row && !is_table_rule(content)) break;
      texts_.next_line = end + 1;
      if (!row || is_table_rule(content)) continue;
      count_ += row->entries.size();
      list.entries.push_back(std::move(*row));
    }
    if (list.entries.empty()) return false;
    add("", std::move(list));
    return true;
  }

  void read_item(std::size_t begin, std::size_t end, long indent) {
    close_blocks(indent, true);
    if (open_.size() > deepest_block) return;
    Json& parent = *open_.back().node;
    if (parent.is(Json::Kind::object) && parent.entries.empty() && open_.size() > 1 && !parent.name.empty() &&
        open_.back().indent >= 0) {
      parent.kind = Json::Kind::array;
    } else if (!parent.is(Json::Kind::array)) {  // a list without a name, or between pairs
      const bool continued =
          !parent.entries.empty() && parent.entries.back().is(Json::Kind::array) && parent.entries.back().name.empty();
      Json& list = continued ? parent.entries.back() : add("", {.kind = Json::Kind::array});
      open_.push_back({indent, &list, false});
    }
    const std::size_t inner = skip_blanks(text_, begin + 1);
    const auto content = texts_.between(inner, end);
    const auto pair = content.empty() ? std::nullopt : split_line(content);
    const long inner_indent = indent + static_cast<long>(inner - begin);
    if (content.empty() || (pair && pair->separator == ':')) {
      open_.push_back({indent, &add("", {.kind = Json::Kind::object}), true});
      if (!content.empty()) read_pair(inner, end, inner_indent);
      return;
    }
    Json value;
    read_value(value, "", inner, end, indent);
    add("", std::move(value));
  }

  void read_pair(std::size_t begin, std::size_t end, long indent) {
    const auto content = texts_.between(begin, end);
    if (content.empty() || open_.size() > deepest_block) return;
    const bool opens = content.ends_with('{') || content.ends_with("([");
    if (opens && read_braces_at(begin, text_.find_last_of("{[", end - 1))) return;
    if (const auto call = content.find("({"); call != content.npos && read_braces_at(begin, begin + call + 1)) return;
    if (read_members(begin, end)) return;
    if (read_quoted_pair(begin, end, indent)) return;
    if (const auto calls = find_calls(content); !calls.empty()) {
      for (const auto& [name, text] : calls) add(name, {.kind = Json::Kind::string, .text = text});
      return;
    }
    const auto pair = split_line(content);
    if (pair && begins_pair(content.substr(pair->value)) && !is_credential_name(pair->name)) {
      return read_pair(skip_blanks(text_, begin + pair->value), end, indent);
    }
    if (pair && holds_pair(content.substr(pair->value)) && read_quoted_pair(begin + pair->value, end, indent)) return;
    Json value;
    if (pair) {
      std::size_t from = skip_blanks(text_, begin + pair->value);
      auto rest = texts_.between(from, end);
      if (rest.starts_with("**"))
        rest = texts_.between(from = skip_blanks(text_, from + 2), end);  // Markdown: **Client ID:** …
      // A type of TypeScript, Kotlin, Python or Rust: clientId: string = "…"
      if (const auto equals = rest.find('=');
          pair->separator == ':' && equals < 24 && is_type(rest.substr(0, equals))) {
        from = skip_blanks(text_, text_.find('=', from) + 1);
      }
      read_value(value, pair->name, from, end, indent);
      expand(value);
      if (pair->name == "<<") return merge(value);
      Json& added = add(pair->name, std::move(value));
      if (anchor_.size() > 0) anchors_.add(std::exchange(anchor_, {}), path_to(added));
      if (added.is(Json::Kind::object) && added.entries.empty()) open_.push_back({indent, &added, false});
    } else if (is_credential_name(content)) {  // the value is on the next line
      read_below(value, content, indent);
      add(content, std::move(value));
    }
  }

  // Arguments, arrays and objects in one line: f(client_id="…", …), ['client_id' => '…', …], Config{ClientID: "…", …}.
  // Each is a block. One of them has at least two values of a credential.
  bool read_members(std::size_t begin, std::size_t end) {
    constexpr std::size_t fewest = 2, most_brackets = 16;
    std::vector<Json> blocks;
    std::size_t most_values = 0, after = begin, brackets = 0;
    for (auto at = text_.find_first_of("([{", begin); at < end && budget_ > 0 && brackets < most_brackets;
         at = text_.find_first_of("([{", at)) {
      ++brackets;
      Json block;
      BraceReader reader(text_, at);
      const auto rest = texts_.between(at, end);
      const bool read = begins_member(rest) ? reader.read_members(block) : lists_pairs(rest) && reader.read(block);
      if (!read) {
        budget_ -= std::min(budget_, reader.at() - at++ + 16);
        continue;
      }
      const std::size_t values = count_values(block);
      block.name = texts_.between(after, at);
      after = at = reader.at();
      if (values == 0) continue;
      most_values = std::max(most_values, values);
      blocks.push_back(std::move(block));
    }
    if (most_values < fewest) return false;
    for (auto& block : blocks) {
      constexpr std::string_view marks = "=:,;([{}])>\"' ";
      const auto first = std::min(block.name.find_first_not_of(marks), block.name.size());
      const auto last = block.name.find_last_not_of(marks);
      const std::string name = block.name.substr(first, last + 1 - first);
      add(name, std::move(block));
    }
    texts_.next_line = std::max(texts_.next_line, texts_.line_end(after) + 1);
    return true;
  }

  static std::size_t count_values(const Json& block) {
    std::size_t count = 0;
    for (const auto& entry : block.entries) {
      const bool named = !entry.name.empty() && !entry.is(Json::Kind::object);
      count += named ? is_credential_name(entry.name) : count_values(entry) + begins_pair(entry.text);
    }
    return count;
  }

  static bool is_type(std::string_view text) {
    const auto word = trim(text);
    return !word.empty() && std::ranges::all_of(word, [](char c) {
      return is_alpha(c) || is_blank(c) || std::string_view("&'<>[]?|_.").contains(c);
    });
  }

  // A pair inside quotes, as in shell commands: set "NAME=value", curl -d 'client_id=…', -H 'x-api-key: …', -d '{ … }'
  bool read_quoted_pair(std::size_t begin, std::size_t end, long indent) {
    const auto line = text_.substr(begin, end - begin);
    const auto open = line.find_first_of("\"'");
    if (open == line.npos || line.find_first_of("=:{(") < open) return false;
    if (open > 0 && !is_blank(line[open - 1])) return false;
    Json value;
    if (open + 1 < line.size() && line[open + 1] == '{' && open > 0 && try_braces(value, begin + open + 1)) {
      add("", std::move(value));
      return true;
    }
    const auto close = line.find(line[open], open + 1);
    if (close == line.npos) return false;
    const auto inner = line.substr(open + 1, close - open - 1);
    const auto after = skip_blanks(line, close + 1);
    if (after < line.size() && (line[after] == ':' || line[after] == '=' || line[after] == ',')) return false;
    const auto separator = inner.find_first_of("=:");
    if (separator == inner.npos || separator + 1 == inner.size()) return false;
    const std::size_t place = begin + open + 1;
    read_pair(place, place + inner.size(), indent);
    if (!texts_.rest_of_line && close + 1 < line.size()) texts_.rest_of_line = {begin + close + 1, end, indent};
    return true;
  }

  // A line that ends in an opening brace: export default {, const config = {, variable "client_id" {
  bool read_braces_at(std::size_t begin, std::size_t brace) {
    auto name = texts_.between(begin, brace);
    while (!name.empty() && std::string_view("=:(>\"' ").contains(name.back())) name.remove_suffix(1);
    Json value;
    if (!try_braces(value, brace)) return false;
    add(name, std::move(value));
    return true;
  }

  // Reads what begins with a brace or bracket. Anything else is unquoted text: ${X}, [x].
  bool try_braces(Json& value, std::size_t from) {
    BraceReader reader(text_, from);
    const bool read = budget_ > 0 && reader.read(value);
    if (!read) {
      budget_ -= std::min(budget_, reader.at() - from + 16);
      value = {};
      return false;
    }
    texts_.next_line = std::max(texts_.next_line, texts_.line_end(reader.at()) + 1);
    return true;
  }

  void read_value(Json& value, std::string_view name, std::size_t from, std::size_t end, long indent) {
    value.kind = Json::Kind::string;
    from = skip_blanks(text_, from);
    anchor_ = {};
    while (from < end && (text_[from] == '&' || text_[from] == '!')) {  // YAML’s anchors and tags
      const auto word_end = std::min(text_.find_first_of(" \n", from), end);
      const auto after = skip_blanks(text_, word_end);
      const bool tag = text_.substr(from).starts_with("!!") || (after < end && is_quote(text_[after]));
      if (text_[from] == '!' && !tag) break;  // !Ref Name
      if (text_[from] == '&') anchor_ = text_.substr(from + 1, word_end - from - 1);
      from = skip_blanks(text_, word_end);
    }
    if (from < end && text_[from] == '*' && name != "<<") {  // an alias
      if (const Json* node = anchors_.find(root_, texts_.between(from + 1, end));
          node && node->is(Json::Kind::string)) {
        value.text = node->text;
        return;
      }
    }
    const auto rest = from < end ? texts_.between(from, end) : std::string_view();
    if (rest.empty() || rest.starts_with("# ")) return read_below(value, name, indent);
    if (rest[0] == '|' || rest[0] == '>') {
      const auto header = rest.find_first_not_of("+-0123456789", 1);
      if (header == rest.npos || rest[header] == ' ') return texts_.read_block(value.text, indent);
    }
    if (rest.starts_with("<<") && texts_.read_heredoc(value.text, rest)) return;
    if (std::string_view("{[(").contains(rest[0]) && try_braces(value, from)) return;
    if (texts_.read_quoted(value.text, from, indent)) return;
    if (rest.contains(pem_begin)) return texts_.read_pem(value.text, from);
    texts_.read_plain(value.text, from, end, indent);
  }

  // Replaces ${X:value} by its default, and ${X} or $X by the value that X has in this block.
  void expand(Json& value) const {
    value.text = std::string(default_of(value.text));
    std::string_view name = value.text;
    if (!name.starts_with('$')) return;
    name.remove_prefix(1);
    if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
    const Json* named = open_.back().node->find(name);
    if (named && named->is(Json::Kind::string)) value.text = std::string(named->text);
  }

  // Where a node is that was added to the innermost open block.
  YamlAnchors::Path path_to(const Json& added) const {
    YamlAnchors::Path path;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const Json* child = i + 1 < open_.size() ? open_[i + 1].node : &added;
      path.push_back(static_cast<std::size_t>(child - open_[i].node->entries.data()));
    }
    return path;
  }

  // <<: *base and <<: [*a, *b]. Values of the block itself win, also those that come later in the file.
  void merge(const Json& value) {
    constexpr std::size_t most_merged = 100;
    for (const auto name : merged_names(value)) {
      const Json* node = anchors_.find(root_, name);
      if (!node || node == open_.back().node || node->entries.size() > most_merged) continue;
      for (const Json& entry : std::vector<Json>(node->entries)) {
        if (!open_.back().node->find(entry.name) && count_ < most_credential_values) add(entry.name, entry);
      }
    }
  }

  // What belongs to a name without a value on its line: a block, a list, or text on the lines below.
  void read_below(Json& value, std::string_view name, long indent) {
    value.kind = Json::Kind::string;
    std::size_t start = texts_.next_line;
    std::size_t begin = start;
    std::string_view content;
    for (; start < text_.size(); start = texts_.line_end(start) + 1) {
      begin = skip_blanks(text_, start);
      content = texts_.between(begin, texts_.line_end(start));
      if (!content.empty() && !content.starts_with('#')) break;
    }
    if (start >= text_.size()) return;
    const long below = static_cast<long>(begin - start);
    const bool item = is_item(content);
    if (content.starts_with(pem_begin)) return texts_.read_pem(value.text, begin);
    if (content[0] == '{' && try_braces(value, begin)) return;
    if (item ? below >= indent : below > indent) {
      if (item || split_line(content) || content.ends_with('{')) {
        value.kind = Json::Kind::object;  // its lines follow
      } else {
        texts_.next_line = start;
        texts_.read_block(value.text, indent);
      }
      return;
    }
    const bool value_line = !item && below == indent && is_credential_name(name) && !is_comment(content);
    if (value_line && !section_of(content) && !split_line(content) && !is_credential_name(content)) {
      texts_.next_line = texts_.line_end(start) + 1;
      value.text = content;
    }
  }

  // A key or certificate without a name.
  void read_pem(std::size_t begin) {
    Json value{.kind = Json::Kind::string};
    texts_.read_pem(value.text, begin);
    add("", std::move(value));
  }

  std::string_view text_;
  LineTexts texts_;
  YamlAnchors anchors_;
  std::string_view anchor_ = {};  // of the value that was read last
  std::size_t budget_;            // bytes that failed attempts to read braces may still use
  std::size_t count_ = 0;
  Json root_;
  std::vector<Open> open_;
};

}  // namespace

Json read_credential_lines(std::string_view text) { return LineReader(text).read(); }

}  // namespace imskit
