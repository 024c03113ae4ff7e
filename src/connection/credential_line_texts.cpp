#include "credential_line_texts.h"

#include <algorithm>
#include <utility>

#include "credential_names.h"
#include "credential_pairs.h"
#include "credential_syntax.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view pem_end = "-----END";

void unescape(std::string_view text, char quote, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    if (quote == '"' && text[i] == '\\') {
      i = take_escape(text, i, out);
    } else {
      if (quote == '\'' && text.substr(i).starts_with("''")) ++i;
      out += text[i++];
    }
  }
}

// Where the next parameter of a query begins: …&grant_type=
std::size_t find_parameter(std::string_view line) {
  for (auto at = line.find('&'); at != line.npos; at = line.find('&', at + 1)) {
    const auto rest = line.substr(at + 1);
    const auto end = std::ranges::find_if_not(rest, [](char c) { return is_alpha(c) || is_digit(c) || c == '_'; });
    if (end != rest.end() && end != rest.begin() && *end == '=') return at;
  }
  return line.npos;
}

// What .properties files escape: \u0040 \: \=
void append_unescaped(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : ' ';
    if (next == 'u' || next == ':' || next == '=') {
      i = take_escape(text, i, out);
    } else {
      out += text[i++];
    }
  }
}

}  // namespace

void LineTexts::read_plain(std::string& out, std::size_t from, std::size_t end, long indent) {
  std::string_view line = text_.substr(from, end - from);
  const auto line_start = text_.rfind('\n', from) + 1;  // 0 if there is none
  const bool query = find_parameter(text_.substr(line_start, end - line_start)) != text_.npos;
  if (const auto pair = find_pair(line); pair != line.npos) {
    rest_of_line = {from + pair + 1, end, indent};
    line = line.substr(0, pair);
  }
  line = without_comment(line);
  line = line.substr(0, line.find(" ;"));
  line = literal_of(trim(line.substr(0, find_parameter(line))));
  while (line.ends_with('\\') && next_line < text_.size()) {
    const auto next = between(next_line, line_end(next_line));
    const auto pair = next.empty() ? std::nullopt : split_line(next);
    if (pair && is_credential_name(pair->name)) break;
    // A backslash after a space continues the command of a shell, not the value.
    const auto part = line.substr(0, line.size() - 1);
    if (part.ends_with(' ') && !trim(part).ends_with(',')) break;
    out += trim(line.substr(0, line.size() - 1));
    line = next;
    next_line = line_end(next_line) + 1;
  }
  while (!line.empty() && std::string_view(",;\\|&").contains(line.back()))
    line = trim(line.substr(0, line.size() - 1));
  if (auto decoded = query ? percent_decoded(line) : std::nullopt) {
    out += *decoded;
  } else {
    append_unescaped(line, out);
  }
  constexpr std::string_view quotes[][2] = {{"“", "”"}, {"‘", "’"}, {"„", "“"}, {"”", "”"}};
  for (const auto& [open, close] : quotes) {
    if (out.size() > open.size() + close.size() && out.starts_with(open) && out.ends_with(close)) {
      out = out.substr(open.size(), out.size() - open.size() - close.size());
    }
  }
}

bool LineTexts::read_quoted(std::string& out, std::size_t from, long indent) {
  while (from < text_.size() && std::string_view("rRbBuUfFST@$").contains(text_[from]) && from + 1 < text_.size() &&
         is_quote(text_[from + 1])) {
    ++from;
  }
  if (!is_quote(text_[from])) return false;
  std::string joined;
  std::size_t at = from;
  while (true) {
    const char quote = text_[at];
    const std::string triple(3, quote);
    const bool tripled = text_.substr(at).starts_with(triple);
    const std::size_t close = tripled ? text_.find(triple, at + 3) : find_quote(at + 1, quote);
    if (close == text_.npos) return false;
    const std::size_t inner = at + (tripled ? 3 : 1);
    unescape(text_.substr(inner, close - inner), quote, joined);
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
    out = std::move(joined);
    const std::size_t line = line_end(end);
    next_line = std::max(next_line, line + 1);
    const auto rest = text_.substr(end, line - end);
    if (const auto pair = find_pair(rest); pair != rest.npos) rest_of_line = {end + pair + 1, line, indent};
    return true;
  }
}

// The closing quote. Two single quotes are one quote of the text (YAML).
std::size_t LineTexts::find_quote(std::size_t at, char quote) {
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

void LineTexts::read_block(std::string& out, long indent) {
  while (next_line < text_.size()) {
    const std::size_t end = line_end(next_line);
    const std::size_t begin = std::min(skip_blanks(text_, next_line), end);
    if (begin < end && static_cast<long>(begin - next_line) <= indent) break;
    if (!out.empty()) out += '\n';
    out += trim(text_.substr(begin, end - begin));
    next_line = end + 1;
  }
}

bool LineTexts::read_heredoc(std::string& out, std::string_view rest) {
  const auto first = rest.find_first_not_of("<-~'\"\\ ");
  if (first == rest.npos || no_heredoc_end_) return false;
  const auto word = rest.substr(first, rest.find_first_of("'\" \t", first) - first);
  const std::size_t before = next_line;
  while (next_line < text_.size()) {
    const std::size_t start = next_line;
    const auto line = between(start, line_end(start));
    next_line = line_end(start) + 1;
    if (line == word) return true;
    out.append(line) += '\n';
  }
  no_heredoc_end_ = true;
  next_line = before;
  out.clear();
  return false;
}

void LineTexts::read_pem(std::string& out, std::size_t from) {
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
  next_line = std::max(next_line, end + 1);
  auto pem = between(from, end);
  while (!pem.empty() && std::string_view("\"',;`) ").contains(pem.back())) pem.remove_suffix(1);
  out = pem;
}

}  // namespace imskit
