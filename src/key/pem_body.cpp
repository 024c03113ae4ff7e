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

// Leaves out what stands at equal distances and is always the same: line ends in writing whose backslash or other signs
// are lost ("n", "br", "x0a"), and signs of base64 at the start of each line ("+", "//").
std::string drop_separators(std::string_view body) {
  constexpr std::size_t longest = 24, narrowest = 16, widest = 128, fewest = 3;
  const std::string text = take_base64(body);
  const std::string_view all = text;
  // A separator may lead, and lead twice: after BEGIN, and after the headers of an encrypted key.
  for (std::size_t size = 1; size <= longest; ++size) {
    for (std::size_t width = narrowest; width <= widest; ++width) {
      const std::size_t step = width + size;
      if (all.size() < fewest * step) break;
      for (std::size_t lead = 0; lead <= 2 * size; lead += size) {
        const std::string_view separator = all.substr(lead + width, size);
        if (lead > 0 && all.substr(0, size) != separator) break;
        if (lead > size && all.substr(size, size) != separator) break;
        std::string lines;
        std::size_t at = lead;
        while (at + step <= all.size() && all.substr(at + width, size) == separator) {
          lines += all.substr(at, width);
          at += step;
        }
        if (at + step <= all.size()) continue;  // a line that ends otherwise
        std::string_view last = all.substr(at);
        while (last.ends_with(separator)) last.remove_suffix(size);
        return lines.append(last);
      }
    }
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

// Takes the longest word of each line. In a short line, such as the last one, it is the word that stands where the
// longest stood in the lines before. What comes before the first long line is left out.
std::string take_longest_words(std::string_view body) {
  std::size_t longest = 0;
  for_each_line(body, [&](std::string_view line) {
    for (const auto& run : runs_of(line)) longest = std::max(longest, run.size);
  });
  std::string out;
  std::optional<std::size_t> usual;
  for_each_line(body, [&](std::string_view line) {
    const auto runs = runs_of(line);
    if (runs.empty()) return;
    auto index = static_cast<std::size_t>(std::ranges::max_element(runs, {}, &Run::size) - runs.begin());
    if (runs[index].size > longest / 2)
      usual = index;
    else if (!usual)
      return;
    else if (*usual < runs.size())
      index = *usual;
    out += line.substr(runs[index].start, runs[index].size);
  });
  return out;
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
    for (const char c : trim(line)) out += c == ' ' ? '+' : c;
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
    {Repair::lost_plus, spaces_to_plus},
    {Repair::surrounding_text, take_until_short_line},
};

}  // namespace

std::vector<BodyReading> read_body(std::string_view body, bool bold) {
  std::vector<BodyReading> readings;
  const auto read = [&](std::string_view text, std::vector<Repair> repairs) {
    for (const auto& [repair, take] : ways) {
      if (repair && !bold) break;
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
  if (bold && body.find_first_of("-_") != body.npos) {
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
