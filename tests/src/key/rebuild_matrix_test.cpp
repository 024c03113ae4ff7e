// Keys that are both damaged and encoded: every kind of damage in every kind of encoding that the search undoes.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base64.h"
#include "key_report.h"
#include "keys.h"
#include "rsa_key.h"
#include "text.h"

namespace imskit {
namespace {

using Random = std::mt19937;
using Lines = std::vector<std::string>;

Lines split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string join(const Lines& lines, std::string_view before, std::string_view after) {
  std::string text;
  for (const auto& line : lines) text.append(before).append(line).append(after);
  return text;
}

struct Damage {
  const char* name;
  void (*apply)(Lines& lines, Random& random);  // BEGIN and END included
};

// A line of the body, not its first one: its first characters tell where a key without markers begins.
std::size_t pick(const Lines& lines, Random& random) { return 2 + random() % (lines.size() - 4); }

char random_base64(Random& random) {
  return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[random() % 64];
}

const Damage damages[] = {
    {"last line lost", [](Lines& lines, Random&) { lines.erase(lines.end() - 2); }},
    {"four last lines lost", [](Lines& lines, Random&) { lines.erase(lines.end() - 5, lines.end() - 1); }},
    {"last lines and END lost", [](Lines& lines, Random&) { lines.resize(lines.size() - 3); }},
    {"a line lost",
     [](Lines& lines, Random& random) {
       lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(pick(lines, random)));
     }},
    {"a line overwritten",
     [](Lines& lines, Random& random) {
       for (char& c : lines[pick(lines, random)]) c = random_base64(random);
     }},
    {"a line twice",
     [](Lines& lines, Random& random) {
       const std::size_t at = pick(lines, random);
       lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), std::string(lines[at]));
     }},
    {"a wrong character",
     [](Lines& lines, Random& random) {
       char& c = lines[pick(lines, random)][random() % 64];
       c = c == 'A' ? 'B' : 'A';
     }},
    {"a lost character", [](Lines& lines, Random& random) { lines[pick(lines, random)].erase(random() % 64, 1); }},
    {"an additional character",
     [](Lines& lines, Random& random) { lines[pick(lines, random)].insert(random() % 64, 1, 'x'); }},
};

struct Wrapping {
  const char* name;
  std::string (*apply)(const Lines& lines);
};

std::string encode(std::string_view text) { return encode_base64(as_bytes(text)); }
std::string plain(const Lines& lines) { return join(lines, "", "\n"); }

Lines without_markers(Lines lines) {
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("-----"); });
  return lines;
}

const Wrapping wrappings[] = {
    {"none", plain},
    {"\\n", [](const Lines& lines) { return join(lines, "", "\\n"); }},
    {"\\\\n", [](const Lines& lines) { return join(lines, "", "\\\\n"); }},
    {"CRLF", [](const Lines& lines) { return join(lines, "", "\r\n"); }},
    {"CR", [](const Lines& lines) { return join(lines, "", "\r"); }},
    {"one line", [](const Lines& lines) { return join(lines, "", " "); }},
    {"no white space", [](const Lines& lines) { return join(lines, "", ""); }},
    {"no markers", [](const Lines& lines) { return plain(without_markers(lines)); }},
    {"no markers, one line", [](const Lines& lines) { return join(without_markers(lines), "", ""); }},
    {"quotes", [](const Lines& lines) { return join(lines, "\"", "\",\n"); }},
    {"JavaScript", [](const Lines& lines) { return join(lines, "  '", "\\n' +\n"); }},
    {"Java", [](const Lines& lines) { return join(lines, "        + \"", "\\n\"\n"); }},
    {"JSON", [](const Lines& lines) { return "{\"key\": \"" + join(lines, "", "\\n") + "\"}"; }},
    {"JSON, base64", [](const Lines& lines) { return "{\"key\": \"" + encode(plain(lines)) + "\"}"; }},
    {"base64", [](const Lines& lines) { return encode(plain(lines)); }},
    {"base64 twice", [](const Lines& lines) { return encode(encode(plain(lines))); }},
    {"mail", [](const Lines& lines) { return join(lines, "> ", "\n"); }},
    {"mail twice", [](const Lines& lines) { return join(lines, "> > ", "\n"); }},
    {"comment", [](const Lines& lines) { return join(lines, "// ", "\n"); }},
    {"diff", [](const Lines& lines) { return join(lines, "+", "\n"); }},
    {"table", [](const Lines& lines) { return join(lines, "| ", " |\n"); }},
    {"indented", [](const Lines& lines) { return "key: |\n" + join(lines, "    ", "\n"); }},
    {"<br>", [](const Lines& lines) { return "<p>" + join(lines, "", "<br>") + "</p>"; }},
    {"numbers",
     [](const Lines& lines) {
       std::string text;
       for (std::size_t i = 0; i < lines.size(); ++i) text += std::to_string(i + 1) + "\t" + lines[i] + "\n";
       return text;
     }},
    {"hexadecimal", [](const Lines& lines) { return to_hex(as_bytes(plain(lines))); }},
    {"%0A", [](const Lines& lines) { return join(lines, "", "%0A"); }},
};

TEST(RebuildMatrix, RebuildsEveryDamageInEveryWrapping) {
#if defined(__wasm__)
  constexpr int rounds = 4;
#else
  constexpr int rounds = 1;  // the sanitizers are slow
#endif
  Random random(3);
  for (const auto* file : {"keys/rsa2048.pkcs8.pem", "keys/rsa2048.pkcs1.pem"}) {
    const std::string key = read_vector(file);
    const auto expected = PrivateKey::read(key, "").key->public_key_der();
    for (const auto& damage : damages) {
      for (const auto& wrapping : wrappings) {
        for (int round = 0; round < rounds; ++round) {
          Lines lines = split(key);
          damage.apply(lines, random);
          const auto read = PrivateKey::read(wrapping.apply(lines), "");
          EXPECT_TRUE(read.key) << file << ": " << damage.name << ", " << wrapping.name;
          if (!read.key) continue;
          EXPECT_EQ(read.key->public_key_der(), expected) << damage.name << ", " << wrapping.name;
          EXPECT_TRUE(std::ranges::contains(read.repairs, Repair::rebuilt)) << damage.name << ", " << wrapping.name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace imskit
