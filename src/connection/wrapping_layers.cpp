#include "wrapping_layers.h"

#include <algorithm>
#include <span>

#include "base64.h"
#include "inner_value.h"
#include "labels.h"
#include "text.h"

namespace imskit {

bool is_certain(Shape shape, std::string_view text) {
  if (shape == Shape::client_secret) return is_usual_client_secret(text);
  return field_of(shape) != Field::none || shape == Shape::technical_account_email;
}

namespace {

bool is_certain(std::string_view text) { return is_certain(shape_of(text), text); }

std::optional<Layer> layer(Wrapping wrapping, std::string_view inner, std::string_view given = {}) {
  return Layer{wrapping, std::string(trim(inner)), std::string(given)};
}

// ---- one function for each wrapping of a text in a field; nullopt if the text does not have it ----

std::optional<Layer> take_label(std::string_view text, Field) {
  constexpr std::string_view mail = "mailto:";
  if (equals_ignoring_case(text.substr(0, mail.size()), mail)) {
    return layer(Wrapping::label, text.substr(mail.size()), text.substr(0, mail.size()));
  }
  const auto [size, shown] = find_label(text);
  return size == 0 ? std::nullopt : layer(Wrapping::label, text.substr(size), shown);
}

std::optional<Layer> take_comment(std::string_view text, Field) {
  auto start = text.npos;
  for (const std::string_view mark : {"#", "//", "/*", "<!--", "-- "}) {
    auto found = text.find(mark, 1);
    while (found != text.npos && !is_blank(text[found - 1])) found = text.find(mark, found + 1);  // not https://
    start = std::min(start, found);
  }
  // In parentheses only after a value that is certain.
  if (const auto open = text.find(" (");
      text.ends_with(')') && open < start && is_certain(trim(text.substr(0, open)))) {
    start = open;
  }
  const auto inner = trim(text.substr(0, start));
  if (start == text.npos || inner.empty() || inner.ends_with(':')) return std::nullopt;  // https: //…
  return layer(Wrapping::comment, inner);
}

constexpr std::string_view quote_marks[] = {"\"", "'",  "`",    "“",   "”",      "„",     "‟",     "‘",
                                            "’",  "‚",  "‛",    "«",   "»",      "‹",     "›",     "″",
                                            "′",  "＂", "\\\"", "\\'", "&quot;", "&#34;", "&#39;", "&apos;"};

std::optional<Layer> take_quotes(std::string_view text, Field) {
  const std::string_view all = text;
  const auto may_be_mark = [](char c) { return !is_digit(c) && !is_alpha(c); };
  if (!may_be_mark(text.front()) && !may_be_mark(text.back())) return std::nullopt;
  const auto at_start = [&](std::string_view mark) { return text.starts_with(mark); };
  const auto at_end = [&](std::string_view mark) { return text.ends_with(mark); };
  for (const auto* mark = std::ranges::find_if(quote_marks, at_start); mark != std::end(quote_marks);
       mark = std::ranges::find_if(quote_marks, at_start)) {
    text.remove_prefix(mark->size());
  }
  // The longest mark first: \" before ".
  const auto reversed = std::ranges::subrange(std::rbegin(quote_marks), std::rend(quote_marks));
  for (auto mark = std::ranges::find_if(reversed, at_end); mark != reversed.end();
       mark = std::ranges::find_if(reversed, at_end)) {
    text.remove_suffix(mark->size());
  }
  return text.size() == all.size() ? std::nullopt : layer(Wrapping::quotes, text);
}

std::optional<Layer> take_punctuation(std::string_view text, Field) {
  const auto first = text.find_first_not_of(",;=: \t");
  if (first == text.npos) return std::nullopt;
  const auto inner = text.substr(first, text.find_last_not_of(",;\\. \t") - first + 1);
  return inner.size() == text.size() ? std::nullopt : layer(Wrapping::punctuation, inner);
}

// Of lists, Markdown, brackets and quotation.
bool is_mark(char32_t c) {
  constexpr std::string_view ascii = "()[]{}<>*_~|-+#,;.'`\" \t\n\r";
  constexpr std::u32string_view others = U"•·◦▪–—→…«»“”‘’";
  return c < 0x80 ? ascii.contains(static_cast<char>(c)) : others.contains(c);
}

constexpr std::string_view escapes[] = {"\\n", "\\r", "\\t"};

// Takes one mark off the start or, if there is none, off the end.
bool strip_mark(std::string_view& text) {
  if (text.empty()) return false;
  std::string_view rest = text;
  if (is_mark(take_code_point(rest))) {
    text = rest;
    return true;
  }
  for (const std::string_view escape : escapes) {
    if (!text.ends_with(escape)) continue;
    text.remove_suffix(escape.size());
    return true;
  }
  const std::size_t last = last_code_point(text);
  rest = text.substr(last);
  if (!is_mark(take_code_point(rest))) return false;
  text = text.substr(0, last);
  return true;
}

// [value](address) of Markdown, or <b>value</b> of HTML.
std::string_view without_markup(std::string_view text) {
  if (text.starts_with('[')) text = text.substr(0, text.find("]("));
  while (text.starts_with('<') && text.find('>') < text.size() - 1) text.remove_prefix(text.find('>') + 1);
  while (text.ends_with('>') && text.rfind('<') != text.npos && text.rfind('<') > 0)
    text = text.substr(0, text.rfind('<'));
  return text;
}

// Marks and markup around the value. Only if the result is a certain value: <your ID> is a placeholder.
std::optional<Layer> take_marks(std::string_view text, Field) {
  constexpr std::size_t longest = 300;
  if (text.size() > longest) return std::nullopt;
  std::string_view inner = without_markup(text);
  while (inner.size() == text.size() || !is_certain(inner)) {
    if (!strip_mark(inner)) return std::nullopt;
  }
  return layer(Wrapping::punctuation, inner);
}

// The value twice, as a double paste leaves it.
std::optional<Layer> take_repetition(std::string_view text, Field) {
  constexpr std::size_t longest_gap = 4;
  for (std::size_t gap = 0; gap <= longest_gap && gap < text.size(); ++gap) {
    const std::size_t size = (text.size() - gap) / 2;
    const auto value = text.substr(0, size);
    const auto between = text.substr(size, gap);
    const bool twice = 2 * size + gap == text.size() && value == text.substr(size + gap) &&
                       std::ranges::all_of(between, [](char c) { return is_blank(c) || c == ',' || c == ';'; });
    if (twice && is_certain(value)) return layer(Wrapping::repetition, value);
  }
  return std::nullopt;
}

// What word processors and input methods write for plain characters: long dashes, full-width letters, soft hyphens.
std::optional<Layer> take_typography(std::string_view text, Field) {
  if (is_ascii(text)) return std::nullopt;
  std::string plain;
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t c = take_code_point(rest);
    const bool invisible = c == 0xAD || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
                           (c >= 0x2060 && c <= 0x2069);
    constexpr char32_t ideographic_full_stop = 0x3002;
    if (!invisible) plain += to_utf8(is_long_dash(c) ? U'-' : c == ideographic_full_stop ? U'.' : from_full_width(c));
  }
  return plain == text || !is_certain(plain) ? std::nullopt : layer(Wrapping::typography, plain);
}

std::optional<Layer> take_prefix(std::string_view text, Field) {
  for (const std::string_view type : {"Bearer", "Basic", "Token", "ApiKey"}) {
    const bool here = text.size() > type.size() && is_blank(text[type.size()]) &&
                      equals_ignoring_case(text.substr(0, type.size()), type);
    if (here) return layer(Wrapping::prefix, text.substr(type.size()), text.substr(0, type.size()));
  }
  return std::nullopt;
}

// Only if the result is a certain value, because a % may be a plain %.
std::optional<Layer> take_url_encoding(std::string_view text, Field field) {
  const auto decoded = text.contains('%') ? percent_decoded(text) : std::nullopt;
  if (!decoded) return std::nullopt;
  const auto inner = trim(*decoded);
  return is_certain(inner) || take_marks(inner, field) ? layer(Wrapping::url_encoding, inner) : std::nullopt;
}

// Only if the result is a certain value: several words may be anything.
std::optional<Layer> take_white_space(std::string_view text, Field) {
  if (!has_white_space(text)) return std::nullopt;
  const std::string inner = without_white_space(text);
  if (!is_certain(inner) || !is_exact_account(inner)) return std::nullopt;
  return layer(Wrapping::white_space, inner);
}

std::optional<Layer> take_base64(std::string_view text, Field) {
  constexpr std::size_t shortest = 32;
  if (text.size() < shortest || text.size() % 4 != 0) return std::nullopt;
  const auto decoded = decode_base64(text);
  if (!decoded) return std::nullopt;
  const auto inner = trim(decoded->text());
  return is_certain(inner) ? layer(Wrapping::base64, inner) : std::nullopt;
}

// A known name in front of a value, also with anything between them: “API Key (Client ID): …”, "iss": "…". The path of
// a secret manager, and ${NAME:-default}, are none.
std::optional<Layer> take_name(std::string_view text, Field field) {
  auto inner = find_inner_value(text, field, Certainty::shape);
  // In a field that takes any text, an ID may be a part of it.
  if (!inner && (is_identifier(field) || is_address(field)))
    inner = find_inner_value(text, Field::none, Certainty::shape);
  const auto name = inner ? find_last_name(inner->before) : std::string_view();
  if (name.empty() || find_stand_in(text, StandInWords::no)) return std::nullopt;
  return layer(Wrapping::label, inner->value, name);
}

std::optional<Layer> take_other_text(std::string_view text, Field field) {
  const auto inner = find_inner_value(text, field, Certainty::exact);
  return inner ? layer(Wrapping::other_text, inner->value) : std::nullopt;
}

using Take = std::optional<Layer>(std::string_view text, Field field);

std::optional<Layer> first_of(std::string_view text, Field field, std::span<Take* const> takes) {
  for (Take* const take : takes) {
    auto taken = take(text, field);
    if (taken && !taken->inner.empty()) return taken;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Layer> take_certain_layer(std::string_view text, Field field) {
  static constexpr Take* takes[] = {take_label,   take_typography, take_name, take_repetition,
                                    take_comment, take_quotes,     take_marks};
  return first_of(text, field, takes);
}

std::optional<Layer> take_likely_layer(std::string_view text, Field field) {
  static constexpr Take* takes[] = {take_punctuation, take_prefix, take_url_encoding,
                                    take_white_space, take_base64, take_other_text};
  return first_of(text, field, takes);
}

}  // namespace imskit
