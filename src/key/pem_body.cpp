#include "pem_body.h"

#include <algorithm>

#include "base64.h"
#include "text.h"

namespace imskit {
namespace {

std::string keep(std::string_view text, bool (*wanted)(char)) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (wanted(c)) out += c;
  }
  return out;
}

// Nothing but white space is left out.
std::string take_all(std::string_view body) {
  const bool clean = std::ranges::all_of(body, [](char c) { return is_blank(c) || is_base64(c); });
  return clean ? keep(body, is_base64) : "";
}

// Leaves out every character that is not base64.
std::string take_base64(std::string_view body) { return keep(body, is_base64); }

// Leaves out one character that is at equal distances and always the same. Its copy at the end stays. False if
// there is none, or it takes more than `looks` looks at a character to find it.
bool drop_one_separator(std::string& text, char& separator, std::size_t& looks) {
  constexpr std::size_t narrowest = 16, widest = 160, fewest_lines = 3;
  const std::string_view all = text;
  for (std::size_t width = narrowest; width <= widest && all.size() >= fewest_lines * (width + 1); ++width) {
    for (std::size_t lead = 0; lead <= 1; ++lead) {
      separator = all[lead + width];
      if (lead == 1 && all[0] != separator) continue;
      std::size_t at = lead;
      for (; at + width < all.size() && all[at + width] == separator && looks > 0; at += width + 1) --looks;
      if (at + width < all.size()) continue;  // a line that ends otherwise
      std::string lines;
      for (at = lead; at < all.size(); at += width + 1) lines += all.substr(at, width);
      text = std::move(lines);
      return true;
    }
  }
  return false;
}

// Leaves out what is between the lines and always the same: line ends in writing that lost a backslash or other
// signs ("n", "br", "x0a"), and signs of base64 at the start of each line ("+", "//").
std::string drop_separators(std::string_view body) {
  constexpr std::size_t longest = 24;
  const std::string all = take_base64(body);
  std::size_t looks = 4 * all.size();
  // It may lead twice: after BEGIN, and after the headers of an encrypted key.
  for (std::size_t lead = 0; 2 * lead <= all.size() && lead <= longest; ++lead) {
    if (all.compare(0, lead, all, lead, lead) != 0) continue;
    std::string text = all.substr(lead);
    std::string separator;
    for (char one = 0; separator.size() < longest && drop_one_separator(text, one, looks);) separator += one;
    if (separator.empty()) continue;
    if (text.ends_with(separator)) text.resize(text.size() - separator.size());
    return text;
  }
  return {};
}

struct Run {
  std::size_t start = 0, size = 0;
};

std::vector<Run> runs_of(std::string_view line) {
  std::vector<Run> runs;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!is_base64(line[at])) continue;
    if (runs.empty() || runs.back().start + runs.back().size != at) runs.push_back({at, 0});
    ++runs.back().size;
  }
  return runs;
}

template <typename Use>
void for_each_line(std::string_view text, Use use) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    use(text.substr(at, end - at));
    at = end + 1;
  }
}

// Takes the longest word of each long line, and of the last, short line the word at the place of the longest
// before. What comes before the first long line, and short lines between them, are left out.
std::string take_longest_words(std::string_view body) {
  std::size_t longest = 0;
  for_each_line(body, [&](std::string_view line) {
    for (const auto& run : runs_of(line)) longest = std::max(longest, run.size);
  });
  std::string out;
  std::string_view last;  // of the short lines after the last long one, that with padding or the longest
  std::size_t usual = 0;
  for_each_line(body, [&](std::string_view line) {
    const auto runs = runs_of(line);
    if (runs.empty()) return;
    const auto index = static_cast<std::size_t>(std::ranges::max_element(runs, {}, &Run::size) - runs.begin());
    const bool is_long = runs[index].size > longest / 2;
    if (!is_long && !out.empty() && usual >= runs.size()) return;  // only what is before and after a word
    const Run& run = is_long || usual >= runs.size() ? runs[index] : runs[usual];
    const std::string_view word = line.substr(run.start, run.size);
    if (is_long) {
      usual = index;
      out += word;
      last = {};
    } else if (line.end() == body.end() && !last.empty()) {
      // What is before END on its line.
    } else if (!out.empty() && !last.ends_with('=') && (word.ends_with('=') || word.size() > last.size())) {
      last = word;
    }
  });
  return out.append(last);
}

// Drops the sign of base64 that each line begins with, as the + of a diff.
std::string drop_line_signs(std::string_view body) {
  constexpr std::size_t fewest_lines = 3;
  std::string out;
  std::size_t count = 0;
  char sign = 0;
  bool same = true;
  for_each_line(body, [&](std::string_view line) {
    line = trim(line);
    if (line.empty() || !same) return;
    if (count++ == 0) sign = line[0];
    same = line[0] == sign && (sign == '+' || sign == '/');
    out += take_base64(line.substr(1));
  });
  return same && count >= fewest_lines ? out : "";
}

// Drops the number that each line begins with, if they count up by one.
std::string drop_line_numbers(std::string_view body) {
  std::string out;
  std::size_t expected = 0;
  bool counts = true;
  for_each_line(body, [&](std::string_view line) {
    line = trim(line);
    if (line.empty() || !counts) return;
    if (expected == 0) {  // the number of the first line: its digits, as far as the second line can follow
      while (expected < 100 && !line.empty() && is_digit(line[0])) {
        expected = 10 * expected + static_cast<std::size_t>(line[0] - '0');
        line.remove_prefix(1);
      }
      counts = expected > 0;
    } else {
      while (line.size() > 1 && line[0] == '0') line.remove_prefix(1);
      const std::string number = std::to_string(++expected);
      counts = line.starts_with(number);
      if (counts) line.remove_prefix(number.size());
    }
    out += take_base64(line);
  });
  return counts ? out : "";
}

// Drops the lines after the first one that is shorter than those before it, which is the last line of a body.
std::string take_until_short_line(std::string_view body) {
  std::string out;
  std::size_t width = 0;
  bool ended = false;
  for_each_line(body, [&](std::string_view line) {
    line = trim(line);
    if (line.empty() || ended) return;
    width = std::max(width, line.size());
    ended = line.size() < width;
    out += line;
  });
  return take_all(out);
}

// A form that was decoded twice turns + into a space. Line ends are still there.
std::string spaces_to_plus(std::string_view body) {
  std::string out;
  for_each_line(body, [&](std::string_view line) {
    for (const char c : line) out += c == ' ' ? '+' : c;
  });
  return take_all(out);
}

struct Way {
  std::optional<Repair> repair;
  std::string (*take)(std::string_view body);
};
constexpr Way ways[] = {
    {{}, take_all},
    {Repair::stray_characters, take_base64},
    {Repair::line_decoration, take_longest_words},
    {Repair::separators, drop_separators},
    {Repair::line_decoration, drop_line_numbers},
    {Repair::line_decoration, drop_line_signs},
    {Repair::lost_plus, spaces_to_plus},
    {Repair::surrounding_text, take_until_short_line},
};

}  // namespace

std::vector<BodyReading> read_body(std::string_view body, bool bold, Effort& effort) {
  constexpr std::size_t work = 3;  // of a way, for each character
  // Several times as long as the largest key. In a longer body it is not possible to tell what belongs to the key.
  constexpr std::size_t longest = 1 << 15;
  bold = bold && body.size() <= longest;
  std::vector<BodyReading> readings;
  const auto read = [&](std::string_view text, const std::vector<Repair>& repairs) {
    for (const auto& [repair, take] : ways) {
      if ((repair && !bold) || !effort.spend(text.size() * work)) break;
      std::string packed = take(text);
      packed.resize(std::min(packed.find_last_not_of('=') + 3, packed.size()));
      const bool known = std::ranges::contains(readings, packed, &BodyReading::packed);
      if (packed.empty() || known) continue;
      auto named = repairs;
      if (repair) named.push_back(*repair);
      readings.push_back({std::move(packed), std::move(named)});
    }
  };
  read(body, {});
  if (bold && body.find_first_of("-_") != body.npos && effort.spend(body.size() * work)) {
    std::string standard(body);
    std::ranges::replace(standard, '-', '+');
    std::ranges::replace(standard, '_', '/');
    read(standard, {Repair::base64url});
  }
  return readings;
}

std::size_t der_size(Bytes start) {
  if (start.size() < 2 || start[0] != static_cast<std::uint8_t>(Tag::sequence)) return 0;
  if (start[1] < 0x80) return 2u + start[1];
  const std::size_t count = start[1] & 0x7Fu;
  if (count == 0 || count > 3 || start.size() < 2 + count) return 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8 | start[2 + i];
  return 2 + count + length;
}

std::optional<BodyBytes> decode_packed(std::string_view packed, bool der) {
  constexpr std::size_t header_characters = 8;  // six bytes
  const auto decode = [](std::string_view characters) {
    Secret padded((characters.size() + 3) / 4 * 4);
    std::ranges::fill_n(padded.data(), static_cast<std::ptrdiff_t>(padded.size()), '=');
    std::ranges::copy(characters, padded.data());
    return decode_base64(padded.text());
  };
  const auto padding = std::min(packed.find('='), packed.size());
  const std::string_view given = packed.substr(0, padding);
  if (given.size() < header_characters) return std::nullopt;
  const auto header = decode(given.substr(0, header_characters));
  const std::size_t size = der && header ? der_size(header->bytes()) : 0;
  const std::size_t characters = size == 0 ? given.size() : (size * 4 + 2) / 3;
  if (characters > given.size() || characters % 4 == 1) return std::nullopt;
  auto bytes = decode(given.substr(0, characters));
  if (!bytes) return std::nullopt;
  const std::size_t expected_padding = (4 - characters % 4) % 4;
  const bool trailing = packed.size() > characters + expected_padding || given.size() > characters;
  return BodyBytes{.bytes = std::move(*bytes),
                   .padding_missing = !trailing && packed.size() < characters + expected_padding,
                   .trailing = trailing};
}

}  // namespace imskit
