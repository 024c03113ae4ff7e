#include "credential_pairs.h"

#include <algorithm>

#include "credential_names.h"
#include "credential_syntax.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::size_t longest_name = 200;

bool is_identifier_character(char c) { return is_alpha(c) || is_digit(c) || c == '_'; }

}  // namespace

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && equals_ignoring_case(text.substr(0, word.size()), word);
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

bool is_comment(std::string_view content) {
  constexpr std::string_view marks[] = {"#", ";", "//", "::", "! ", "```", "<!--", "...", "@echo", "rem "};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return starts_with_word(content, mark); });
}

bool is_item(std::string_view content) { return content == "-" || content.starts_with("- "); }

std::optional<std::string_view> section_of(std::string_view content) {
  const auto end = content.find(']');
  if (!content.starts_with('[') || end == content.npos) return std::nullopt;
  auto name = content.substr(1, end - 1);
  auto rest = content.substr(end + 1);
  if (name.starts_with('[') && rest.starts_with(']')) {
    name.remove_prefix(1);
    rest.remove_prefix(1);
  }
  rest = trim(rest);
  if (rest.starts_with("::")) return std::nullopt;  // [Environment]::SetEnvironmentVariable of PowerShell
  const bool list = name.find_first_of(",{}[=") != name.npos || name.starts_with('"') || name.starts_with('\'');
  if (list || trim(name).empty() || !(rest.empty() || is_comment(rest))) return std::nullopt;
  return trim(name);
}

namespace {

// “Client ID 0123…”, “setx CLIENT_ID 0123…”, “Client ID,0123…”: the last word is the value of a known name.
std::optional<NameAndValue> split_by_space(std::string_view content) {
  const auto gap = content.find_last_of(" \t,");
  if (gap > longest_name || gap + 1 == content.size()) return std::nullopt;  // npos is longer
  const auto name = trim(content.substr(0, gap));
  const auto value = content.substr(gap + 1);
  const bool word = value.size() < 16 && std::ranges::none_of(value, [](char c) { return is_digit(c) || c == '@'; });
  if (name.ends_with(',') || word) return std::nullopt;  // “Technical account email”
  return is_credential_name(name) ? std::optional(NameAndValue{name, gap + 1, ' '}) : std::nullopt;
}

}  // namespace

std::optional<NameAndValue> split_line(std::string_view content) {
  if (is_quote(content[0])) {
    const auto close = content.find(content[0], 1);
    if (close == content.npos) return std::nullopt;
    const auto separator = skip_blanks(content, close + 1);
    const char c = separator < content.size() ? content[separator] : '\0';
    if (c != ':' && c != '=' && c != ',' && c != ';') return std::nullopt;
    return NameAndValue{content.substr(1, close - 1), separator + (content.substr(separator).starts_with("=>") ? 2 : 1),
                        c};
  }
  const std::size_t from = starts_with_word(content, "$env:") ? 5 : 0;
  for (std::size_t i = from; i < std::min(content.size(), longest_name); ++i) {
    const char c = content[i];
    const char next = i + 1 < content.size() ? content[i + 1] : ' ';
    if (c == '=') {
      auto name = content.substr(from, i - from);
      while (!name.empty() && std::string_view(" :+?").contains(name.back())) name.remove_suffix(1);
      if (name.empty()) return std::nullopt;
      return NameAndValue{name, i + (next == '=' || next == '>' ? 2 : 1), '='};
    }
    const auto name = trim(content.substr(from, i - from));
    if (c == ':' && next != '=' && (is_blank(next) || is_quote(next) || is_credential_name(name))) {
      if (name.empty()) return std::nullopt;
      return NameAndValue{name, i + 1, ':'};
    }
    if ((c == '\t' || c == '|' || c == ';') && is_credential_name(name)) return NameAndValue{name, i + 1, '\t'};
  }
  return split_by_space(content);
}

namespace {

// The offset of the command that sets a variable, if the text ends in one: “0123… ; export”. Otherwise its size.
std::size_t without_command(std::string_view text) {
  for (const std::string_view command : {"export", "set", "setx", "setenv", "local", "readonly"}) {
    const auto at = text.size() - std::min(text.size(), command.size());
    if (at > 0 && starts_with_word(text.substr(at), command) && std::string_view(" ;&").contains(text[at - 1]))
      return at - 1;
  }
  return text.size();
}

}  // namespace

std::string_view without_comment(std::string_view value) {
  for (const std::string_view mark : {" #", "\t#", " //", "\t//"}) value = value.substr(0, value.find(mark));
  return value;
}

std::size_t find_pair(std::string_view value) {
  constexpr std::size_t longest = 64;
  if (starts_with_word(value, "http")) return value.npos;
  value = without_comment(value);
  for (auto gap = value.find_first_of(" ;&,"); gap != value.npos; gap = value.find_first_of(" ;&,", gap + 1)) {
    const auto rest = value.substr(gap + 1, longest);
    if (rest.empty() || is_quote(rest[0])) continue;
    const auto before = trim(value.substr(0, gap + 1));
    const bool listed = before.ends_with(',') || before.ends_with(';');  // a: …, b: …
    const auto names = [&](std::size_t end, char separator) {
      return end != rest.npos && rest[end] == separator && is_credential_name(rest.substr(0, end));
    };
    if (names(rest.find_first_of(" =;&,"), '=') || (listed && names(rest.find_first_of(" =:;&,"), ':'))) {
      return without_command(value.substr(0, gap));
    }
  }
  return value.npos;
}

bool begins_pair(std::string_view value) {
  const auto equals = value.find('=');
  return equals != value.npos && is_credential_name(value.substr(0, equals));
}

bool holds_pair(std::string_view value) { return !value.empty() && is_quote(value[0]) && begins_pair(value.substr(1)); }

bool lists_pairs(std::string_view text) {
  return text.starts_with('[') && holds_pair(text.substr(skip_blanks(text, 1)));
}

bool begins_member(std::string_view text) {
  auto at = skip_blanks(text, 1);
  if (at >= text.size()) return false;
  if (is_quote(text[at])) {
    const auto close = text.find(text[at], at + 1);
    if (close == text.npos) return false;
    at = close + 1;
  } else {
    while (at < text.size() && (is_identifier_character(text[at]) || text[at] == '-' || text[at] == '.')) ++at;
  }
  at = skip_blanks(text, at);
  if (at + 1 >= text.size() || (text[at] != '=' && text[at] != ':')) return false;
  return text[at + 1] != text[at];  // not a comparison, nor ::
}

namespace {

// The quoted texts from text[at] on, separated by commas; stops at anything else.
std::vector<std::string_view> quoted_arguments(std::string_view text, std::size_t at) {
  std::vector<std::string_view> arguments;
  while (arguments.size() < 4) {
    at = skip_blanks(text, at);
    if (at >= text.size() || !is_quote(text[at])) break;
    const auto close = text.find(text[at], at + 1);
    if (close == text.npos) break;
    arguments.push_back(text.substr(at + 1, close - at - 1));
    at = skip_blanks(text, close + 1);
    if (at >= text.size() || text[at] != ',') break;
    ++at;
  }
  return arguments;
}

}  // namespace

std::vector<Pair> find_calls(std::string_view content) {
  std::vector<Pair> pairs;
  for (auto open = content.find('('); open != content.npos && pairs.size() < 16; open = content.find('(', open + 1)) {
    const auto arguments = quoted_arguments(content, open + 1);
    if (arguments.empty()) continue;
    std::size_t start = open;
    while (start > 0 && is_identifier_character(content[start - 1])) --start;
    const auto callee = content.substr(start, open - start);
    if (arguments.size() > 1 && is_credential_name(arguments[0])) {
      const bool reads = starts_with_word(callee, "get") || callee == "env";  // with a default
      if (!reads) pairs.push_back({std::string(arguments[0]), std::string(arguments[1])});
    } else if (arguments.size() == 1 && !starts_with_word(callee, "get") && is_credential_name(callee)) {
      pairs.push_back({std::string(callee), std::string(arguments[0])});
    }
  }
  return pairs;
}

std::vector<Pair> find_flags(std::string_view content) {
  std::vector<Pair> pairs;
  for (auto at = content.find("--"); at != content.npos && pairs.size() < 32; at = content.find("--", at + 2)) {
    if (at > 0 && !is_blank(content[at - 1])) continue;
    const auto end = std::min(content.find_first_of(" =", at), content.size());
    auto name = content.substr(at + 2, end - at - 2);
    auto begin = skip_blanks(content, end);
    if (begin < content.size() && content[end] == '=') {  // --from-literal=NAME=value
      const auto equals = content.find_first_of(" =", end + 1);
      if (equals == content.npos || content[equals] != '=') continue;
      name = content.substr(end + 1, equals - end - 1);
      begin = equals + 1;
    }
    if (begin >= content.size() || content[begin] == '-' || !is_credential_name(name)) continue;
    const bool quoted = is_quote(content[begin]);
    const auto close = quoted ? content.find(content[begin], begin + 1) : content.find(' ', begin);
    const auto from = begin + (quoted ? 1 : 0);
    pairs.push_back({std::string(name), std::string(content.substr(from, std::min(close, content.size()) - from))});
  }
  return pairs;
}

std::string_view default_of(std::string_view value) {
  if (!value.starts_with("${") || !value.ends_with('}')) return value;
  const auto inner = value.substr(2, value.size() - 3);
  const auto is_part = [](char c) { return is_identifier_character(c) || c == '.' || c == '-'; };
  const auto colon = static_cast<std::size_t>(std::ranges::find_if_not(inner, is_part) - inner.begin());
  if (colon == 0 || colon >= inner.size() || inner[colon] != ':') return value;
  auto text = inner.substr(colon + 1);
  if (text.starts_with('-') || text.starts_with('=')) text.remove_prefix(1);
  return text.empty() || text.contains("${") ? value : text;
}

std::string_view literal_of(std::string_view value) {
  for (const std::string_view mark : {"|| ", "?? "}) {  // a default value
    const auto at = value.rfind(mark);
    if (at == value.npos) continue;
    const auto rest = value.substr(at + mark.size());
    const auto close = rest.empty() || !is_quote(rest[0]) ? rest.npos : rest.find(rest[0], 1);
    if (close != rest.npos) return rest.substr(1, close - 1);
  }
  for (const std::string_view callee : {"String::from(", "String(", "Some(", "SecureString(", "str("}) {
    const auto at = value.find(callee);
    const auto arguments =
        at == value.npos ? std::vector<std::string_view>() : quoted_arguments(value, at + callee.size());
    if (arguments.size() == 1) return arguments[0];
  }
  return value;
}

}  // namespace imskit
