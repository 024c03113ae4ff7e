// The syntax of credential files: text of any syntax becomes a tree of blocks. What the names mean
// is found later; credentials.h has the order of all parts.
//
// One lenient reader takes the place of those of JSON, JSON5, Hjson, object literals of JavaScript and Python, .env,
// ini, properties, YAML, TOML, shell scripts and text copied from a page: people's files mix them (JSON inside .env, a
// PEM inside YAML, comments inside JSON).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "json.h"

namespace imskit {

// Bounds of one file. Deeper nesting is a syntax error; more values are left out.
inline constexpr int deepest_block = 24;
inline constexpr std::size_t most_credential_values = 16384;

// A place in the text that breaks the rules of its syntax.
struct SyntaxProblem {
  std::size_t at = 0;            // offset in bytes
  std::string_view reason = {};  // for a person: “a colon is missing after the name”
};

// Line and column of a place, both from 1; columns count code points.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};
Place place_of(std::string_view text, std::size_t at);

struct CredentialTree {
  // Blocks are objects, or arrays of anything. Values are strings (numbers too), booleans or null.
  Json root = {};
  bool braces = false;                       // the whole text is JSON or like it
  std::optional<SyntaxProblem> error = {};   // the text cannot be read; root is empty
  std::optional<SyntaxProblem> repair = {};  // the text breaks a rule, but its meaning is clear
};

// `text` has LF line endings and no byte order mark.
CredentialTree read_credential_tree(std::string_view text);

// ---- parts, for the two readers ----

constexpr bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

// Appends what the escape sequence at text[at], a backslash, means. Returns the offset after it.
std::size_t take_escape(std::string_view text, std::size_t at, std::string& out);

// Reads a value in braces, brackets or quotes, in the syntax of JSON and its relatives.
class BraceReader {
 public:
  BraceReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  bool read(Json& value) { return read_value(value, 0); }

  // Reads names and values in brackets of any kind. Values without a name are left out.
  bool read_members(Json& value) { return read_object(value, 0); }

  std::size_t at() const { return at_; }  // after the value, or where reading stopped
  const std::optional<SyntaxProblem>& error() const { return error_; }
  const std::optional<SyntaxProblem>& repair() const { return repair_; }
  void skip_space();  // and comments

 private:
  bool read_value(Json& out, int depth);
  bool read_object(Json& out, int depth);
  bool read_list(Json& out, int depth);
  bool read_group(Json& out);
  bool read_key(Json& member, bool& quoted);
  bool read_text(std::string& out);
  bool read_bare(Json& out, bool in_list);
  bool read_tail(Json& out);
  bool end_member(char closing, bool quoted);
  bool comma_ends_value(std::size_t comma) const;
  bool fail(std::string_view reason) { return fail(at_, reason); }
  bool fail(std::size_t at, std::string_view reason);
  char peek(std::size_t offset = 0) const { return at_ + offset < text_.size() ? text_[at_ + offset] : '\0'; }
  bool next_is(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  std::string_view text_;
  std::size_t at_;
  std::size_t count_ = 0;
  std::size_t broken_text_ = std::string_view::npos;  // where a text with a raw line end begins
  std::optional<SyntaxProblem> error_;
  std::optional<SyntaxProblem> repair_;
};

// Text without the entities of XML and HTML: &lt; &#64; &#x40;
std::string decode_entities(std::string_view text);

// True for XML and HTML.
bool is_markup(std::string_view content);

// Reads XML: elements and attributes are names and values, <add key="…" value="…"/>, <entry key="…">…</entry> and
// <key>…</key><string>…</string> are pairs. Of HTML, tables are read as lines.
Json read_credential_markup(std::string_view text);

// Reads lines of NAME=value, NAME: value and their relatives, with sections, indentation and values over several lines.
Json read_credential_lines(std::string_view text);

}  // namespace imskit
