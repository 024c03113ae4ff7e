#include "labels.h"

#include <algorithm>
#include <string>

#include "credential_names.h"
#include "shapes.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::size_t longest_label = 60;

// Where the known name at the end of the text begins; npos if there is none. Only letters may be before it, so that no
// part of a value counts as a label.
std::size_t find_label_name(std::string_view text) {
  const auto start = find_known_name(text);
  const bool sound = start != text.npos && std::ranges::none_of(text.substr(0, start), is_digit);
  return sound ? start : text.npos;
}

bool is_label_character(char c) {
  return is_alpha(c) || is_digit(c) || std::string_view(" \t\r\n_-.\"'`$*").contains(c);
}

// Names that say enough only in front of a certain value: claims of a JWT, and what people call the fields.
constexpr std::string_view vague_names = " iss sub aud azp issuer subject org id key client account host url endpoint ";

}  // namespace

std::string_view find_last_name(std::string_view text) {
  const auto is_part = [](char c) { return is_alpha(c) || is_digit(c); };
  while (!text.empty() && !is_part(text.back())) text.remove_suffix(1);
  text = text.substr(text.size() - std::min(text.size(), longest_label));
  if (const auto known = find_known_name(text); known != text.npos) return text.substr(known);
  std::size_t start = text.size();
  while (start > 0 && is_part(text[start - 1])) --start;
  const auto word = text.substr(start);
  const bool vague = !word.empty() && vague_names.contains(' ' + ascii_lower(word) + ' ');
  return vague ? word : std::string_view();
}

Label find_label(std::string_view text) {
  constexpr std::string_view powershell = "$env:";
  const auto head = text.substr(0, longest_label);
  const std::size_t start = equals_ignoring_case(head.substr(0, powershell.size()), powershell) ? powershell.size() : 0;
  const auto length =
      static_cast<std::size_t>(std::find_if_not(head.begin() + start, head.end(), is_label_character) - head.begin());
  if (length < head.size() && (head[length] == ':' || head[length] == '=')) {
    auto known = find_label_name(head.substr(start, length - start));
    if (known != head.npos && known > 0 && std::string_view("\"'`").contains(head[start + known - 1])) --known;
    const auto end = std::min(text.find_first_not_of("=>:", length), text.size());
    if (known != head.npos && !trim(text.substr(end)).empty())
      return {end, text.substr(start + known, end - start - known)};
  }
  // Without a separator only before a value that is certain: Client ID 0123….
  for (std::size_t i = start + 1; i < length; ++i) {
    if (!is_blank(head[i])) continue;
    const auto known = find_label_name(head.substr(start, i - start));
    const bool certain = known != head.npos && shape_of(trim(text.substr(i))) != Shape::unknown;
    if (certain) return {i + 1, text.substr(start + known, i - start - known)};
  }
  return {0, {}};
}

}  // namespace imskit
