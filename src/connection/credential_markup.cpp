// Reads credentials from XML and HTML. Lenient: only names and values matter.
#include <algorithm>
#include <utility>

#include "credential_names.h"
#include "credential_syntax.h"
#include "text.h"

namespace imskit {
std::string decode_entities(std::string_view text) {
  constexpr std::pair<std::string_view, char> named[] = {{"lt", '<'},   {"gt", '>'},    {"amp", '&'},
                                                         {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}};
  std::string out;
  while (!text.empty()) {
    const auto amp = std::min(text.find('&'), text.size());
    out += text.substr(0, amp);
    text.remove_prefix(amp);
    if (text.empty()) break;
    const auto end = text.find(';');
    const auto word = end < 12 ? text.substr(1, end - 1) : std::string_view();
    const auto* found = std::ranges::find(named, word, &std::pair<std::string_view, char>::first);
    char32_t code = 0;
    if (found != std::ranges::end(named)) {
      code = static_cast<char32_t>(found->second);
    } else if (word.starts_with('#')) {
      const bool hex = word.size() > 1 && ascii_lower(word[1]) == 'x';
      for (const char c : word.substr(hex ? 2 : 1)) {
        const bool digit = hex ? is_hex(c) : is_digit(c);
        if (!digit || code > 0x10FFFF) {
          code = 0;
          break;
        }
        code = code * (hex ? 16 : 10) + static_cast<char32_t>(hex_value(c));
      }
    }
    const bool sound = code != 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
    sound ? out += to_utf8(code) : out += '&';
    text.remove_prefix(sound ? end + 1 : 1);
  }
  return out;
}

namespace {

bool is_name_end(char c) { return is_blank(c) || c == '>' || c == '/' || c == '='; }

// The part after the prefix of a namespace.
std::string_view local_name(std::string_view name) { return name.substr(name.rfind(':') + 1); }

const Json* find_named(const Json& element, std::initializer_list<std::string_view> names) {
  for (const auto& member : element.entries) {
    const bool named = std::ranges::find(names, bare_name(member.name)) != names.end();
    if (named && member.is(Json::Kind::string)) return &member;
  }
  return nullptr;
}

class MarkupReader {
 public:
  explicit MarkupReader(std::string_view text) : text_(text) {}

  Json read() {
    Json root{.kind = Json::Kind::object};
    while (at_ < text_.size() && count_ < most_credential_values) {
      read_content(root, 0);
      at_ = std::min(text_.find('>', at_), text_.size() - 1) + 1;  // an extra end tag
    }
    return root;
  }

 private:
  bool next_is(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  // Reads to the end tag of the element, or to the end.
  void read_content(Json& element, int depth) {
    std::string text;
    bool mixed = false;  // text between elements is not a value
    while (at_ < text_.size() && count_ < most_credential_values) {
      const auto tag = std::min(text_.find('<', at_), text_.size());
      text += decode_entities(text_.substr(at_, tag - at_));
      at_ = tag;
      if (next_is("<!--")) {
        skip_to_end("-->");
      } else if (next_is("<![CDATA[")) {
        const auto end = std::min(text_.find("]]>", at_), text_.size());
        text += text_.substr(at_ + 9, end - at_ - 9);
        at_ = std::min(end + 3, text_.size());
      } else if (next_is("<!") || next_is("<?")) {
        skip_to_end(">");
      } else if (next_is("</")) {
        break;
      } else if (at_ < text_.size()) {
        read_element(element, depth + 1);
        mixed = true;
      }
    }
    join_pairs(element);
    if (!mixed && !trim(text).empty()) finish(element, text);
  }

  void skip_to_end(std::string_view end) {
    const auto found = text_.find(end, at_);
    at_ = found == text_.npos ? text_.size() : found + end.size();
  }

  // An element with text: a value, or one of its attributes names it.
  static void finish(Json& element, std::string_view text) {
    const Json* name = find_named(element, {"key", "name", "id"});
    if (element.entries.empty()) {
      element.kind = Json::Kind::string;
      element.text = text;
    } else if (name) {
      Json value{.kind = Json::Kind::string, .text = std::string(text), .name = name->text};
      element = std::move(value);
    } else {
      element.entries.push_back({.kind = Json::Kind::string, .text = std::string(text)});
    }
  }

  // Precondition: at a <.
  void read_element(Json& parent, int depth) {
    ++count_;
    const auto begin = ++at_;
    while (at_ < text_.size() && !is_name_end(text_[at_])) ++at_;
    Json element{.kind = Json::Kind::object, .name = std::string(local_name(text_.substr(begin, at_ - begin)))};
    const bool empty = read_attributes(element);
    if (!empty && depth < deepest_block) {
      read_content(element, depth);
      if (next_is("</")) skip_to_end(">");
    }
    const Json* name = find_named(element, {"key", "name", "id"});
    const Json* value = find_named(element, {"value"});
    if (name && value && element.is(Json::Kind::object)) {
      Json pair = *value;
      pair.name = name->text;
      element = std::move(pair);
    }
    parent.entries.push_back(std::move(element));
  }

  // Returns true for an element that has no content: <add … />
  bool read_attributes(Json& element) {
    while (at_ < text_.size() && text_[at_] != '>') {
      if (is_blank(text_[at_])) {
        ++at_;
        continue;
      }
      if (next_is("/>")) {
        at_ += 2;
        return true;
      }
      const auto begin = at_;
      while (at_ < text_.size() && !is_name_end(text_[at_])) ++at_;
      const auto name = local_name(text_.substr(begin, at_ - begin));
      if (at_ == begin) ++at_;
      if (at_ + 1 >= text_.size() || text_[at_] != '=' || !is_quote(text_[at_ + 1])) continue;
      const auto close = text_.find(text_[at_ + 1], at_ + 2);
      if (close == text_.npos) break;
      element.entries.push_back({.kind = Json::Kind::string,
                                 .text = decode_entities(text_.substr(at_ + 2, close - at_ - 2)),
                                 .name = std::string(name)});
      at_ = close + 1;
      ++count_;
    }
    at_ = std::min(at_ + 1, text_.size());
    return false;
  }

  // <key>…</key><string>…</string>, as Apple's property lists and KeePass have pairs.
  static void join_pairs(Json& element) {
    auto& entries = element.entries;
    for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
      if (!equals_ignoring_case(entries[i].name, "key") || !entries[i].is(Json::Kind::string)) continue;
      if (!entries[i + 1].is(Json::Kind::string)) continue;
      entries[i + 1].name = std::exchange(entries[i].text, {});
    }
    // An element with one pair is that pair.
    const bool one = entries.size() == 2 && equals_ignoring_case(entries[0].name, "key") && entries[0].text.empty();
    if (!one || !entries[1].is(Json::Kind::string)) return;
    Json pair = std::move(entries[1]);
    element = std::move(pair);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
};

// The text of a page, a line for each row or paragraph, with tabs between cells.
std::string to_lines(std::string_view html) {
  constexpr std::string_view cells[] = {"td", "th", "dt"};
  constexpr std::string_view rows[] = {"tr", "br", "p", "div", "li", "dd", "h1", "h2", "h3", "pre", "table"};
  std::string out;
  while (!html.empty()) {
    const auto open = std::min(html.find('<'), html.size());
    std::string text = decode_entities(html.substr(0, open));
    std::ranges::replace(text, '\n', ' ');
    out += trim(text);
    html.remove_prefix(open);
    const auto close = html.find('>');
    if (close == html.npos) break;
    const auto tag = html.substr(1, close - 1);
    const auto name = ascii_lower(tag.substr(tag.starts_with('/'), tag.find_first_of(" /", 1) - tag.starts_with('/')));
    const bool ends = tag.starts_with('/') || name == "br";
    if (ends && std::ranges::find(cells, name) != std::ranges::end(cells)) out += '\t';
    if (ends && std::ranges::find(rows, name) != std::ranges::end(rows)) out += '\n';
    html.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace

bool is_markup(std::string_view content) {
  if (!content.starts_with('<') || content.size() < 4) return false;
  const bool tag = is_alpha(content[1]) || content[1] == '?' || content.starts_with("<!");
  return tag && !content.starts_with("<?php") && (content.contains("</") || content.contains("/>"));
}

Json read_credential_markup(std::string_view text) {
  const std::string lower = ascii_lower(text);
  const bool html = lower.contains("<td") || lower.contains("<html") || lower.contains("<div") || lower.contains("<li");
  return html ? read_credential_lines(to_lines(text)) : MarkupReader(text).read();
}

}  // namespace imskit
