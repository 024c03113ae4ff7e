#include <algorithm>

#include "credential_syntax.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view npos_text = {};

// The four hexadecimal digits of \uXXXX, or -1.
int take_hex(std::string_view digits) {
  if (digits.size() < 4) return -1;
  int value = 0;
  for (const char c : digits.substr(0, 4)) {
    if (!is_hex(c)) return -1;
    value = value << 4 | hex_value(c);
  }
  return value;
}

bool is_word_end(char c) { return is_blank(c) || std::string_view(":=,;{}[]()\"'`").contains(c) || c == '\0'; }

}  // namespace

std::size_t take_escape(std::string_view text, std::size_t at, std::string& out) {
  const char c = at + 1 < text.size() ? text[at + 1] : '\\';
  constexpr std::string_view letters = "nrtbf0";
  constexpr std::string_view meant("\n\r\t\b\f\0", 6);
  if (const auto known = letters.find(c); known != letters.npos) {
    out += meant[known];
  } else if (const int high = c == 'u' ? take_hex(text.substr(at + 2)) : -1; high >= 0) {
    const bool pair = high >= 0xD800 && high < 0xDC00 && text.substr(at + 6).starts_with("\\u");
    const int low = pair ? take_hex(text.substr(at + 8)) : -1;
    const bool whole = low >= 0xDC00 && low < 0xE000;
    const bool surrogate = high >= 0xD800 && high < 0xE000;
    out += to_utf8(whole       ? static_cast<char32_t>(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
                   : surrogate ? replacement_character
                               : static_cast<char32_t>(high));
    return at + (whole ? 12 : 6);
  } else if (c != '\n') {  // a backslash before a line end joins the lines
    out += c;
  }
  return std::min(at + 2, text.size());
}

bool BraceReader::fail(std::size_t at, std::string_view reason) {
  if (!error_) error_ = {at, reason};
  return false;
}

void BraceReader::skip_space() {
  while (at_ < text_.size()) {
    if (is_blank(peek())) {
      ++at_;
    } else if (next_is("/*")) {
      at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
    } else if (next_is("//") || peek() == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (next_is("\xC2\xA0")) {  // a no-break space, as on web pages
      at_ += 2;
    } else {
      return;
    }
  }
}

bool BraceReader::read_value(Json& out, int depth) {
  if (depth > deepest_block) return fail("the blocks are nested too deeply");
  if (++count_ > most_credential_values) return fail("the file has too many values");
  switch (peek()) {
    case '{':
      return read_object(out, depth);
    case '[':
      return read_list(out, depth);
    case '(':
      return read_group(out);
    default:
      break;
  }
  // Prefixes of texts in Python and C#: r"…", f"…", @"…".
  const std::size_t prefix = std::string_view("rRbBuUfF@$").contains(peek()) && is_quote(peek(1)) ? 1 : 0;
  if (!is_quote(peek(prefix))) return read_bare(out, false);
  at_ += prefix;
  out.kind = Json::Kind::string;
  return read_text(out.text) && read_tail(out);
}

bool BraceReader::read_object(Json& out, int depth) {
  const std::size_t opened = at_++;
  const char closing = text_[opened] == '{' ? '}' : text_[opened] == '[' ? ']' : ')';
  out.kind = Json::Kind::object;
  while (true) {
    skip_space();
    while (peek() == ',' || peek() == ';') {
      ++at_;
      skip_space();
    }
    if (at_ >= text_.size()) return fail("the file ends before the closing brace");
    if (peek() == closing) return ++at_, true;
    Json member;
    bool quoted = false;
    if (!read_key(member, quoted)) return false;
    skip_space();
    if (peek() == ',' || peek() == closing) {
      if (quoted && closing == '}') return fail("a colon is missing after the name");
      continue;  // JavaScript: { clientId, …defaults }
    }
    // { "name": … }, and of other languages { name = …, name => …, name := … }, name { … }
    const bool separated = peek() == ':' || peek() == '=';
    if (!separated && (quoted || peek() != '{')) return fail("a colon is missing after the name");
    if (next_is("==")) return fail("a value is missing");
    if (separated) ++at_;
    if (separated && (peek() == '=' || peek() == '>')) ++at_;
    skip_space();
    if (peek() == ',' || peek() == closing) return fail("a value is missing");
    if (!read_value(member, depth + 1)) return false;
    out.entries.push_back(std::move(member));
    if (!end_member(closing, quoted)) return false;
    if (at_ == opened) return false;
  }
}

// After a value: a comma, the closing bracket, or a line end.
bool BraceReader::end_member(char closing, bool quoted) {
  const std::size_t end = at_;
  skip_space();
  if (peek() == ',' || peek() == ';' || peek() == closing || at_ >= text_.size()) return true;
  const bool new_line = text_.substr(end, at_ - end).contains('\n');
  constexpr std::string_view missing = "a comma is missing";
  if (!new_line)
    return fail(broken_text_ == text_.npos ? end : broken_text_,
                broken_text_ == text_.npos ? missing : "a quotation mark is missing");
  if (quoted && peek() == '"' && !repair_) repair_ = {end, missing};
  return true;
}

bool BraceReader::read_list(Json& out, int depth) {
  ++at_;
  out.kind = Json::Kind::array;
  while (true) {
    skip_space();
    while (peek() == ',') {
      ++at_;
      skip_space();
    }
    if (at_ >= text_.size()) return fail("the file ends before the closing bracket");
    if (peek() == ']') {
      ++at_;
      return read_tail(out);
    }
    Json entry;
    const bool nested = std::string_view("{[(\"'`").contains(peek());
    const bool read =
        nested ? read_value(entry, depth + 1) : ++count_ <= most_credential_values && read_bare(entry, true);
    if (!read) return fail("a value is not complete");
    const bool quoted = entry.is(Json::Kind::string) && nested;
    out.entries.push_back(std::move(entry));
    if (!end_member(']', quoted)) return false;
  }
}

// Texts in parentheses, which Python and JavaScript join.
bool BraceReader::read_group(Json& out) {
  ++at_;
  out.kind = Json::Kind::string;
  while (true) {
    skip_space();
    if (peek() == ')') return ++at_, true;
    if (peek() == '+' || peek() == ',') {
      ++at_;
    } else if (!is_quote(peek()) || !read_text(out.text)) {
      return fail("a closing parenthesis is missing");
    }
  }
}

bool BraceReader::read_key(Json& member, bool& quoted) {
  quoted = is_quote(peek());
  if (quoted) return read_text(member.name);
  if (peek() == ':') ++at_;  // a symbol of Ruby: { :client_id => … }
  const std::size_t start = at_;
  while (!is_word_end(peek())) ++at_;
  if (at_ == start) return fail("a name is missing");
  member.name = text_.substr(start, at_ - start);
  // Terraform: variable "client_id" { … }
  while (peek() == ' ' && peek(1) == '"') {
    ++at_;
    member.name.clear();
    if (!read_text(member.name)) return false;
  }
  return true;
}

bool BraceReader::read_text(std::string& out) {
  const std::size_t start = at_;
  const char quote = peek();
  const std::string triple(3, quote);
  if (quote != '`' && next_is(triple)) {  // TOML, Python and Hjson: over several lines
    const std::size_t end = text_.find(triple, at_ + 3);
    if (end == text_.npos) return fail(start, "the text has no closing quotation marks");
    out += text_.substr(at_ + 3, end - at_ - 3);
    at_ = end + 3;
    return true;
  }
  bool broken = false;
  for (++at_; at_ < text_.size() && text_[at_] != quote;) {
    if (text_[at_] == '\\') {
      at_ = take_escape(text_, at_, out);
      continue;
    }
    broken = broken || (text_[at_] == '\n' && quote == '"');
    out += text_[at_++];
  }
  if (at_ >= text_.size()) return fail(start, "the text has no closing quotation mark");
  ++at_;
  broken_text_ = broken ? start : text_.npos;
  if (broken && !repair_)
    repair_ = {start, "the text that starts here runs over several lines, which JSON does not allow"};
  return true;
}

// True if the comma is not part of an unquoted text, which Hjson allows: nothing or another member follows on its line.
bool BraceReader::comma_ends_value(std::size_t comma) const {
  const auto line = text_.substr(comma + 1, std::min(text_.find('\n', comma), text_.size()) - comma - 1);
  return line.find_first_not_of(" \t") == line.npos || line.find_first_of(":=}/#") != line.npos;
}

bool BraceReader::read_bare(Json& out, bool in_list) {
  const std::size_t start = at_;
  int nested = 0;
  bool comma_checked = false;
  for (; at_ < text_.size() && peek() != '\n'; ++at_) {
    const char c = peek();
    if (c == '(' || c == '{' || c == '[') ++nested;
    if ((c == ')' || c == '}' || c == ']') && --nested < 0) break;
    if (nested == 0 && c == ',' && (in_list || (!comma_checked && comma_ends_value(at_)))) break;
    comma_checked = comma_checked || c == ',';
    if (nested == 0 && c == ';') break;
    if (at_ > start && is_blank(text_[at_ - 1]) && (c == '#' || next_is("//"))) break;
  }
  const std::string_view value = trim(text_.substr(start, at_ - start));
  if (value.empty()) return fail("a value is missing");
  const std::string lower = ascii_lower(value);
  const bool truth = lower == "true" || lower == "false";
  const bool nothing = lower == "null" || lower == "none" || lower == "undefined" || lower == "nil";
  out.kind = truth ? Json::Kind::boolean : nothing ? Json::Kind::null : Json::Kind::string;
  out.integer = lower == "true";
  out.text = nothing ? npos_text : value;
  return true;
}

// What JavaScript puts after a text or list: + "…", .join("\n"), ?? "…", as const.
bool BraceReader::read_tail(Json& out) {
  while (true) {
    const std::size_t end = at_;
    skip_space();
    if (peek() == '+' && out.is(Json::Kind::string)) {
      ++at_;
      skip_space();
      if (!is_quote(peek())) return fail(end, "a comma is missing");
      if (!read_text(out.text)) return false;
      continue;
    }
    const bool call = peek() == '.' && is_alpha(peek(1));
    const bool alternative = next_is("??") || next_is("||") || next_is("as ");
    if (!call && !alternative) {
      at_ = end;
      return true;
    }
    Json ignored;
    if (!read_bare(ignored, true)) return false;
  }
}

}  // namespace imskit
