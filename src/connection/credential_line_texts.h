// The texts in a credential file that is read line by line: how far each goes, and what it says without its quotes,
// escapes and comments. Texts may go on over several lines.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "text.h"

namespace imskit {

inline constexpr std::string_view pem_begin = "-----BEGIN";

// A part of a line that has another pair: a name and a value.
struct PairPlace {
  std::size_t begin, end;  // offsets in the file
  long indent;             // of the line
};

// Reads in time that is linear in the size of the file: a failed search for an end is not repeated.
class LineTexts {
 public:
  explicit LineTexts(std::string_view text) : text_(text) {}

  // The next line to read. Reading a text moves it behind the last line of the text.
  std::size_t next_line = 0;

  // What follows the text that was read last on its line; the caller takes it.
  std::optional<PairPlace> rest_of_line;

  std::size_t line_end(std::size_t at) const { return std::min(text_.find('\n', at), text_.size()); }
  std::string_view between(std::size_t begin, std::size_t end) const { return trim(text_.substr(begin, end - begin)); }

  // Each takes the text that begins at `from`, or on the next line, into the empty `out`. False, with nothing changed,
  // if there is no such text.

  // One or more quoted texts, joined by +. Like dotenv, does not take a text as quoted if more follows its closing
  // quote. Precondition: `from` is in the file.
  bool read_quoted(std::string& out, std::size_t from, long indent);

  // <<EOF, <<-EOF, <<~'EOF': up to the line that has only the word. `rest` is the line from << on.
  bool read_heredoc(std::string& out, std::string_view rest);

  // From `from`, before -----BEGIN, to the end of the line with -----END; without one, the lines of base64 that follow.
  void read_pem(std::string& out, std::size_t from);

  // The next lines that are further right than `indent`, as after | and > of YAML and in an ini file. Line ends stay
  // even where YAML folds them to spaces: keys and lists read the same.
  void read_block(std::string& out, long indent);

  // To `end`, the end of the line, without a comment. A backslash at the end continues the line.
  void read_plain(std::string& out, std::size_t from, std::size_t end, long indent);

 private:
  std::size_t find_quote(std::size_t at, char quote);

  std::string_view text_;
  std::size_t unclosed_ = std::string_view::npos;  // from here on there is no unclosed_quote_
  char unclosed_quote_ = 0;
  bool no_pem_end_ = false;
  bool no_heredoc_end_ = false;
};

}  // namespace imskit
