#include "wrapping.h"

#include <algorithm>
#include <utility>

#include "labels.h"
#include "text.h"

namespace imskit {
namespace {

struct Layer {
  Wrapping wrapping;
  std::string inner;       // trimmed
  std::string given = {};  // see Reading
};

std::optional<Layer> layer(Wrapping wrapping, std::string_view inner, std::string_view given = {}) {
  return Layer{wrapping, std::string(trim(inner)), std::string(given)};
}

// ---- one function for each wrapping; nullopt if the text does not have it ----

std::optional<Layer> take_label(std::string_view text) {
  const auto [size, shown] = find_label(text);
  return size == 0 ? std::nullopt : layer(Wrapping::label, text.substr(size), shown);
}

std::optional<Layer> take_comment(std::string_view text) {
  auto start = text.npos;
  for (const std::string_view mark : {"#", "//", "/*", "<!--", "-- "}) {
    auto found = text.find(mark, 1);
    while (found != text.npos && !is_blank(text[found - 1])) found = text.find(mark, found + 1);  // not https://
    start = std::min(start, found);
  }
  if (start == text.npos || trim(text.substr(0, start)).empty()) return std::nullopt;
  return layer(Wrapping::comment, text.substr(0, start));
}

constexpr std::string_view quote_marks[] = {"\"", "'",  "`",    "“",   "”",      "„",     "‟",     "‘",
                                            "’",  "‚",  "‛",    "«",   "»",      "‹",     "›",     "″",
                                            "′",  "＂", "\\\"", "\\'", "&quot;", "&#34;", "&#39;", "&apos;"};

std::optional<Layer> take_quotes(std::string_view text) {
  const std::string_view all = text;
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

std::optional<Layer> take_punctuation(std::string_view text) {
  const auto first = text.find_first_not_of(",;=: \t");
  if (first == text.npos) return std::nullopt;
  const auto inner = text.substr(first, text.find_last_not_of(",;\\. \t") - first + 1);
  return inner.size() == text.size() ? std::nullopt : layer(Wrapping::punctuation, inner);
}

std::optional<Layer> take_prefix(std::string_view text) {
  for (const std::string_view type : {"Bearer", "Basic", "Token", "ApiKey"}) {
    const bool here = text.size() > type.size() && is_blank(text[type.size()]) &&
                      equals_ignoring_case(text.substr(0, type.size()), type);
    if (here) return layer(Wrapping::prefix, text.substr(type.size()), text.substr(0, type.size()));
  }
  return std::nullopt;
}

// RFC 3986 section 2.1. Only if the result is a known value, because a % may be a plain %.
std::optional<Layer> take_url_encoding(std::string_view text) {
  if (!text.contains('%')) return std::nullopt;
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const auto byte = read_hex(text, i + 1, 2);
    if (!byte) return std::nullopt;
    decoded += static_cast<char>(*byte);
    i += 2;
  }
  const auto inner = trim(decoded);
  return shape_of(inner) == Shape::unknown ? std::nullopt : layer(Wrapping::url_encoding, inner);
}

// Only if the result is a known value: several words may be anything.
std::optional<Layer> take_white_space(std::string_view text) {
  const std::string inner = without_white_space(text);
  if (inner.size() == text.size() || shape_of(inner) == Shape::unknown) return std::nullopt;
  return layer(Wrapping::white_space, inner);
}

std::optional<Layer> take_layer(std::string_view text) {
  for (const auto take :
       {take_comment, take_quotes, take_punctuation, take_prefix, take_url_encoding, take_white_space}) {
    if (auto taken = take(text); taken && !taken->inner.empty()) return taken;
  }
  return std::nullopt;
}

}  // namespace

Reading read_value(std::string_view text, StandInWords words) {
  constexpr int deepest = 8;
  Reading reading{.core = std::string(text)};
  bool outermost = true;  // all layers so far are of the same wrapping
  for (int depth = 0; depth < deepest; ++depth) {
    reading.shape = shape_of(reading.core);
    if (reading.shape != Shape::unknown) break;
    // A label goes first: CLIENT_ID=${X} is a placeholder, and $env:CLIENT_ID = "…" is not.
    auto taken = take_label(reading.core);
    if (!taken) {
      reading.stand_in = find_stand_in(reading.core, words);
      if (reading.stand_in) break;
      taken = take_layer(reading.core);
    }
    if (!taken) break;
    if (depth == 0) {
      reading.wrapping = taken->wrapping;
      reading.given = taken->given;
    }
    outermost = outermost && taken->wrapping == reading.wrapping;
    if (outermost) reading.next = taken->inner;
    reading.core = std::move(taken->inner);
  }
  return reading;
}

}  // namespace imskit
