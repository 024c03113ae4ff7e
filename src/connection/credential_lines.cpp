// Reads credential files line by line: .env, ini, properties, YAML, TOML, shell commands and copied pages.
#include <algorithm>
#include <ranges>
#include <utility>
#include <vector>

#include "credential_names.h"
#include "credential_pairs.h"
#include "credential_syntax.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view pem_begin = "-----BEGIN";
constexpr std::string_view pem_end = "-----END";

class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text), budget_(4 * text.size() + 4096) {}

  Json read() {
    root_.kind = Json::Kind::object;
    open_ = {{-1, &root_, false}};
    while (at_ < text_.size() && count_ < most_credential_values) {
      const std::size_t start = at_;
      const std::size_t end = line_end(start);
      const std::size_t begin = skip_blanks(text_, start);
      at_ = end + 1;
      if (begin < end) read_line(begin, end, static_cast<long>(begin - start));
      while (later_) {
        const Later pair = *std::exchange(later_, std::nullopt);
        read_pair(pair.begin, pair.end, pair.indent);
      }
    }
    return std::move(root_);
  }

 private:
  struct Open {
    long indent;  // of the line that opened the block; what belongs to it stands further right
    Json* node;
    bool item;  // of a list
  };

  std::size_t line_end(std::size_t at) const { return std::min(text_.find('\n', at), text_.size()); }
  std::string_view between(std::size_t begin, std::size_t end) const { return trim(text_.substr(begin, end - begin)); }

  // Containers grow only at their end, and only while they are the last one opened: the pointers of open_ hold.
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
    std::string_view content = between(begin, end);
    while (content.starts_with("* ") || content.starts_with("• ") || content.starts_with("| ")) {
      begin = skip_blanks(text_, text_.find(' ', begin) + 1);
      content = between(begin, end);
    }
    if (content.empty()) return;
    if (content.starts_with("/*")) {
      at_ = std::max(at_, std::min(text_.find("*/", begin), text_.size() - 2) + 2);
      return;
    }
    if (content.starts_with(pem_begin)) return read_pem_block(begin);
    if (content == "---") return open_section(document_name);
    if (is_comment(content)) return;
    if (const auto section = section_of(content)) return open_section(*section);
    if (is_item(content)) return read_item(begin, end, indent);
    close_blocks(indent, false);
    if (read_table(content)) return;
    for (auto& [name, value] : find_flags(content)) add(name, {.kind = Json::Kind::string, .text = std::move(value)});
    read_pair(begin, end, indent);
  }

  // Rows of values below a row of names: CSV, or copied from a table. Each row is a block.
  bool read_table(std::string_view header) {
    const auto first = header.find_first_of(",;\t|");
    if (header.contains('=') || first == header.npos || header.size() > 1000) return false;
    const char separator = header[first];
    const auto names = split_cells(header, separator);
    if (names.size() < 2 || std::ranges::count_if(names, is_credential_name) < 2) return false;
    Json list{.kind = Json::Kind::array};
    while (at_ < text_.size()) {
      auto line = between(at_, line_end(at_));
      if (separator == '|' && line.starts_with('|')) line = trim(line.substr(1));
      const bool ruled = !line.empty() && line.find_first_not_of("|-: ") == line.npos;  // the line below the names
      const auto cells = split_cells(line, separator);
      if (cells.size() != names.size() && !ruled) break;
      at_ = line_end(at_) + 1;
      if (ruled) continue;
      Json row{.kind = Json::Kind::object};
      for (std::size_t i = 0; i < cells.size() && count_ < most_credential_values; ++i, ++count_) {
        row.entries.push_back(
            {.kind = Json::Kind::string, .text = std::string(cells[i]), .name = std::string(names[i])});
      }
      list.entries.push_back(std::move(row));
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
    const auto content = between(inner, end);
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
    const auto content = between(begin, end);
    if (content.empty() || open_.size() > deepest_block) return;
    const bool opens = content.ends_with('{') || content.ends_with("([");
    if (opens && read_braces_at(begin, text_.find_last_of("{[", end - 1))) return;
    if (const auto call = content.find("({"); call != content.npos && read_braces_at(begin, begin + call + 1)) return;
    if (read_quoted_pair(begin, end, indent)) return;
    if (const auto calls = find_calls(content); !calls.empty()) {
      for (const auto& [name, text] : calls) add(name, {.kind = Json::Kind::string, .text = text});
      return;
    }
    const auto pair = split_line(content);
    Json value;
    if (pair) {
      std::size_t from = skip_blanks(text_, begin + pair->value);
      auto rest = between(from, end);
      if (rest.starts_with("**"))
        rest = between(from = skip_blanks(text_, from + 2), end);  // Markdown: **Client ID:** …
      // A type of TypeScript, Kotlin, Python or Rust: clientId: string = "…"
      if (const auto equals = rest.find('=');
          pair->separator == ':' && equals < 24 && is_type(rest.substr(0, equals))) {
        from = skip_blanks(text_, text_.find('=', from) + 1);
      }
      read_value(value, pair->name, from, end, indent);
      if (pair->name == "<<") return merge(value);
      Json& added = add(pair->name, std::move(value));
      if (anchor_.size() > 0) anchors_.emplace_back(std::exchange(anchor_, {}), path_to(added));
      if (added.is(Json::Kind::object) && added.entries.empty()) open_.push_back({indent, &added, false});
    } else if (is_credential_name(content)) {  // the value stands on the next line
      read_below(value, content, indent);
      add(content, std::move(value));
    }
  }

  static bool is_type(std::string_view text) {
    const auto word = trim(text);
    return !word.empty() && std::ranges::all_of(word, [](char c) {
      return is_alpha(c) || is_blank(c) || std::string_view("&'<>[]?|_.").contains(c);
    });
  }

  // A pair inside quotes, as shells have it: set "NAME=value", curl -d 'client_id=…', -H 'x-api-key: …', -d '{ … }'
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
    if (!later_ && close + 1 < line.size()) later_ = {begin + close + 1, end, indent};
    return true;
  }

  // A line that ends in an opening brace: export default {, const config = {, variable "client_id" {
  bool read_braces_at(std::size_t begin, std::size_t brace) {
    auto name = between(begin, brace);
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
    at_ = std::max(at_, line_end(reader.at()) + 1);
    return true;
  }

  void read_value(Json& value, std::string_view name, std::size_t from, std::size_t end, long indent) {
    value.kind = Json::Kind::string;
    from = skip_blanks(text_, from);
    anchor_ = {};
    while (from < end && (text_[from] == '&' || text_.substr(from).starts_with("!!"))) {  // YAML’s anchors and types
      const auto word_end = std::min(text_.find_first_of(" \n", from), end);
      if (text_[from] == '&') anchor_ = text_.substr(from + 1, word_end - from - 1);
      from = skip_blanks(text_, word_end);
    }
    if (from < end && text_[from] == '*' && name != "<<") {  // an alias
      if (const Json* node = find_anchor(between(from + 1, end)); node && node->is(Json::Kind::string)) {
        value.text = node->text;
        return;
      }
    }
    const auto rest = from < end ? between(from, end) : std::string_view();
    if (rest.empty() || rest.starts_with("# ")) return read_below(value, name, indent);
    if (rest[0] == '|' || rest[0] == '>') {
      const auto header = rest.find_first_not_of("+-0123456789", 1);
      if (header == rest.npos || rest[header] == ' ') return read_block(value, indent);
    }
    if (rest.starts_with("<<") && read_heredoc(value, rest)) return;
    if (std::string_view("{[(").contains(rest[0]) && try_braces(value, from)) return;
    if (read_quoted(value, from, indent)) return;
    if (rest.contains(pem_begin) && read_pem(value, from)) return;
    read_plain(value, from, end, indent);
  }

  // ---- anchors of YAML ----

  // Nodes move when their container grows, so an anchor is kept as a path from the root.
  std::vector<std::size_t> path_to(const Json& added) const {
    std::vector<std::size_t> path;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const Json* child = i + 1 < open_.size() ? open_[i + 1].node : &added;
      path.push_back(static_cast<std::size_t>(child - open_[i].node->entries.data()));
    }
    return path;
  }

  // The last anchor of this name, in what has been read; nullptr if there is none.
  const Json* find_anchor(std::string_view name) const {
    name = name.substr(0, name.find_first_of(" ,]#"));
    const auto latest_first = std::ranges::reverse_view(anchors_);
    const auto found =
        std::ranges::find(latest_first, name, [](const auto& anchor) -> std::string_view { return anchor.first; });
    if (found == latest_first.end()) return nullptr;
    const Json* node = &root_;
    for (const std::size_t index : found->second) {
      if (index >= node->entries.size()) return nullptr;
      node = &node->entries[index];
    }
    return node;
  }

  // <<: *base and <<: [*a, *b]. What the block has itself comes before, and comes later in the file.
  void merge(const Json& value) {
    std::vector<std::string_view> names(value.entries.size());
    std::ranges::transform(value.entries, names.begin(), &Json::text);
    if (names.empty()) names.emplace_back(value.text);
    for (const auto name : names) {
      if (!name.starts_with('*')) continue;
      const Json* node = find_anchor(name.substr(1));
      if (!node || node == open_.back().node || node->entries.size() > most_merged) continue;
      for (const Json& entry : std::vector<Json>(node->entries)) {
        if (!open_.back().node->find(entry.name) && count_ < most_credential_values) add(entry.name, entry);
      }
    }
  }

  // What belongs to a name without a value on its line: a block, a list, or text on the lines below.
  void read_below(Json& value, std::string_view name, long indent) {
    value.kind = Json::Kind::string;
    std::size_t start = at_;
    std::size_t begin = start;
    std::string_view content;
    for (; start < text_.size(); start = line_end(start) + 1) {
      begin = skip_blanks(text_, start);
      content = between(begin, line_end(start));
      if (!content.empty() && !content.starts_with('#')) break;
    }
    if (start >= text_.size()) return;
    const long below = static_cast<long>(begin - start);
    const bool item = is_item(content);
    if (content.starts_with(pem_begin) && read_pem(value, begin)) return;
    if (content[0] == '{' && try_braces(value, begin)) return;
    if (item ? below >= indent : below > indent) {
      if (item || split_line(content) || content.ends_with('{')) {
        value.kind = Json::Kind::object;  // its lines follow
      } else {
        at_ = start;
        read_block(value, indent);
      }
      return;
    }
    const bool alone = !item && below == indent && is_credential_name(name) && !is_comment(content);
    if (alone && !section_of(content) && !split_line(content) && !is_credential_name(content)) {
      at_ = line_end(start) + 1;
      value.text = content;
    }
  }

  // The lines further right than `indent`, as | and > of YAML and an ini file’s continuation have them. A line end
  // stays one even where YAML folds it to a space: keys and lists read the same.
  void read_block(Json& value, long indent) {
    while (at_ < text_.size()) {
      const std::size_t end = line_end(at_);
      const std::size_t begin = std::min(skip_blanks(text_, at_), end);
      if (begin < end && static_cast<long>(begin - at_) <= indent) break;
      if (!value.text.empty()) value.text += '\n';
      value.text += trim(text_.substr(begin, end - begin));
      at_ = end + 1;
    }
  }

  // <<EOF, <<-EOF, <<~'EOF': up to the line that has the word alone.
  bool read_heredoc(Json& value, std::string_view rest) {
    const auto first = rest.find_first_not_of("<-~'\"\\ ");
    if (first == rest.npos || no_heredoc_end_) return false;
    const auto word = rest.substr(first, rest.find_first_of("'\" \t", first) - first);
    const std::size_t before = at_;
    while (at_ < text_.size()) {
      const std::size_t start = at_;
      const auto line = between(start, line_end(start));
      at_ = line_end(start) + 1;
      if (line == word) return true;
      value.text.append(line) += '\n';
    }
    no_heredoc_end_ = true;
    at_ = before;
    value.text.clear();
    return false;
  }

  // Quoted texts, possibly over several lines, and several of them if + joins them. Like dotenv, does not take a text
  // as quoted if more follows its closing quote.
  bool read_quoted(Json& value, std::size_t from, long indent) {
    while (from < text_.size() && std::string_view("rRbBuUfF@$").contains(text_[from]) && from + 1 < text_.size() &&
           is_quote(text_[from + 1])) {
      ++from;
    }
    if (!is_quote(text_[from])) return false;
    std::string out;
    std::size_t at = from;
    while (true) {
      const char quote = text_[at];
      const std::string triple(3, quote);
      const bool tripled = text_.substr(at).starts_with(triple);
      const std::size_t close = tripled ? text_.find(triple, at + 3) : find_quote(at + 1, quote);
      if (close == text_.npos) return false;
      const std::size_t inner = at + (tripled ? 3 : 1);
      unescape(text_.substr(inner, close - inner), quote, out);
      const std::size_t end = close + (tripled ? 3 : 1);
      at = skip_blanks(text_, end);
      const char next = at < text_.size() ? text_[at] : '\n';
      if (next == '+') {
        at = std::min(text_.find_first_not_of(" \t\n", at + 1), text_.size());
        if (at < text_.size() && is_quote(text_[at])) continue;
        return false;
      }
      const bool cast = text_.substr(at).starts_with("as ");  // TypeScript
      if (!cast && (is_alpha(next) || is_digit(next) || is_quote(next))) {
        if (end == at || find_pair(text_.substr(end, line_end(end) - end)) != 0) return false;
      }
      value.text = std::move(out);
      const std::size_t line = line_end(end);
      at_ = std::max(at_, line + 1);
      const auto rest = text_.substr(end, line - end);
      if (const auto pair = find_pair(rest); pair != rest.npos) later_ = {end + pair + 1, line, indent};
      return true;
    }
  }

  // The closing quote; of two in single quotes (YAML) neither is.
  std::size_t find_quote(std::size_t at, char quote) {
    if (at > unclosed_ && quote == unclosed_quote_) return text_.npos;
    for (std::size_t i = at; i < text_.size(); ++i) {
      if (text_[i] == '\\' && quote != '\'') {
        ++i;
      } else if (text_[i] == quote) {
        const bool doubled = quote == '\'' && i + 1 < text_.size() && text_[i + 1] == quote && i > at;
        if (!doubled) return i;
        ++i;
      }
    }
    unclosed_ = at;
    unclosed_quote_ = quote;
    return text_.npos;
  }

  static void unescape(std::string_view text, char quote, std::string& out) {
    for (std::size_t i = 0; i < text.size();) {
      if (quote == '"' && text[i] == '\\') {
        i = take_escape(text, i, out);
      } else {
        if (quote == '\'' && text.substr(i).starts_with("''")) ++i;
        out += text[i++];
      }
    }
  }

  // From -----BEGIN to the end of the line with -----END; without one, the lines of base64 that follow.
  bool read_pem(Json& value, std::size_t from) {
    const std::size_t begin = text_.find(pem_begin, from);
    std::size_t end = no_pem_end_ ? text_.npos : text_.find(pem_end, begin);
    no_pem_end_ = end == text_.npos;
    if (no_pem_end_) {
      end = line_end(begin);
      while (end < text_.size()) {
        const std::size_t next = line_end(end + 1);
        const auto line = between(end + 1, next);
        constexpr auto is_part = [](char c) {
          return is_alpha(c) || is_digit(c) || std::string_view("+/=\\\"',").contains(c);
        };
        if (line.empty() || !std::ranges::all_of(line, is_part)) break;
        end = next;
      }
    } else {
      end = line_end(end);
    }
    at_ = std::max(at_, end + 1);
    auto pem = between(from, end);
    while (!pem.empty() && std::string_view("\"',;`) ").contains(pem.back())) pem.remove_suffix(1);
    value.text = pem;
    return true;
  }

  void read_pem_block(std::size_t begin) {
    Json value{.kind = Json::Kind::string};
    read_pem(value, begin);
    add("", std::move(value));
  }

  // Where the next parameter of a query begins: …&grant_type=
  static std::size_t find_parameter(std::string_view line) {
    for (auto at = line.find('&'); at != line.npos; at = line.find('&', at + 1)) {
      const auto rest = line.substr(at + 1);
      const auto end = std::ranges::find_if_not(rest, [](char c) { return is_alpha(c) || is_digit(c) || c == '_'; });
      if (end != rest.end() && end != rest.begin() && *end == '=') return at;
    }
    return line.npos;
  }

  // What .properties files escape: \u0040 \: \=
  static void append_unescaped(std::string_view text, std::string& out) {
    for (std::size_t i = 0; i < text.size();) {
      const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : ' ';
      if (next == 'u' || next == ':' || next == '=') {
        i = take_escape(text, i, out);
      } else {
        out += text[i++];
      }
    }
  }

  // To the end of the line, without a comment behind it; a backslash there continues it.
  void read_plain(Json& value, std::size_t from, std::size_t end, long indent) {
    std::string_view line = text_.substr(from, end - from);
    if (const auto pair = find_pair(line); pair != line.npos) {
      later_ = {from + pair + 1, end, indent};
      line = line.substr(0, pair);
    }
    for (const std::string_view mark : {" #", "\t#", " //", "\t//", " ;"}) line = line.substr(0, line.find(mark));
    line = literal_of(trim(line.substr(0, find_parameter(line))));
    while (line.ends_with('\\') && at_ < text_.size()) {
      const auto next = between(at_, line_end(at_));
      const auto pair = next.empty() ? std::nullopt : split_line(next);
      if (pair && is_credential_name(pair->name)) break;
      // A backslash after a space continues the command of a shell, not the value.
      const auto part = line.substr(0, line.size() - 1);
      if (part.ends_with(' ') && !trim(part).ends_with(',')) break;
      value.text += trim(line.substr(0, line.size() - 1));
      line = next;
      at_ = line_end(at_) + 1;
    }
    while (!line.empty() && std::string_view(",;\\|&").contains(line.back()))
      line = trim(line.substr(0, line.size() - 1));
    append_unescaped(line, value.text);
    constexpr std::string_view quotes[][2] = {{"“", "”"}, {"‘", "’"}, {"„", "“"}, {"”", "”"}};
    for (const auto& [open, close] : quotes) {
      std::string& text = value.text;
      if (text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close)) {
        text = text.substr(open.size(), text.size() - open.size() - close.size());
      }
    }
  }

  static constexpr std::size_t most_merged = 100;

  std::string_view text_;
  std::string_view anchor_ = {};  // of the value that was read last
  std::vector<std::pair<std::string_view, std::vector<std::size_t>>> anchors_;
  std::size_t budget_;  // bytes that may be read in vain
  std::size_t at_ = 0;  // the next line
  std::size_t count_ = 0;
  Json root_;
  std::vector<Open> open_;
  struct Later {
    std::size_t begin, end;
    long indent;
  };
  std::optional<Later> later_;  // another pair on the same line
  std::size_t unclosed_ = std::string_view::npos;
  char unclosed_quote_ = 0;
  // After a failed search for an end, it is not repeated: each search goes to the end of the file.
  bool no_pem_end_ = false;
  bool no_heredoc_end_ = false;
};

}  // namespace

Json read_credential_lines(std::string_view text) { return LineReader(text).read(); }

}  // namespace imskit
