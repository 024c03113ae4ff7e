// Pasted keys: every kind of damage to every form of a key, and pairs of damages. Each must give the same key or be
// refused, and the report must name the damage.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>

#include "base64.h"
#include "key_report.h"
#include "keys.h"
#include "rsa_key.h"
#include "text.h"

namespace imskit {
namespace {

std::string replace(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

std::string trimmed(const std::string& key) { return std::string(trim(key)); }

// Puts `before` and `after` around each line; # in `before` becomes the number of the line.
std::string around_lines(const std::string& key, std::string_view before, std::string_view after) {
  std::string out;
  int number = 0;
  for (std::size_t at = 0; at < key.size();) {
    const auto end = std::min(key.find('\n', at), key.size());
    out += replace(std::string(before), "#", std::to_string(++number)) + key.substr(at, end - at) + std::string(after);
    if (end < key.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

std::string encode(std::string_view text) { return encode_base64(as_bytes(text)); }

std::string percent(std::string_view text, std::string_view plain) {
  std::string out;
  for (const char c : text) {
    if (is_alpha(c) || is_digit(c) || plain.contains(c))
      out += c;
    else
      out += "%" + ascii_lower(to_hex(as_bytes({&c, 1})));
  }
  return out;
}

struct Kind {
  const char* name;
  std::string (*apply)(const std::string& key);
};

using Text = std::string;
const Kind kinds[] = {
    {"\\n", [](const Text& key) { return replace(key, "\n", "\\n"); }},
    {"\\\\n", [](const Text& key) { return replace(key, "\n", "\\\\n"); }},
    {"n", [](const Text& key) { return replace(trimmed(key), "\n", "n"); }},
    {"rn", [](const Text& key) { return replace(trimmed(key), "\n", "rn"); }},
    {"\\x0a", [](const Text& key) { return replace(key, "\n", "\\x0a"); }},
    {"\\u000a", [](const Text& key) { return replace(key, "\n", "\\u000a"); }},
    {"`n", [](const Text& key) { return replace(key, "\n", "`n"); }},
    {"<br>", [](const Text& key) { return replace(trimmed(key), "\n", "<br>"); }},
    {"&#10;", [](const Text& key) { return replace(trimmed(key), "\n", "&#10;"); }},
    {"%0A", [](const Text& key) { return replace(trimmed(key), "\n", "%0A"); }},
    {"\\par", [](const Text& key) { return "{\\rtf1\\ansi\\f0 " + replace(trimmed(key), "\n", "\\par\n") + "\\par}"; }},
    {"semicolons", [](const Text& key) { return replace(trimmed(key), "\n", ";"); }},
    {"commas", [](const Text& key) { return replace(trimmed(key), "\n", ", "); }},
    {"bars", [](const Text& key) { return replace(trimmed(key), "\n", "|"); }},
    {"spaces", [](const Text& key) { return replace(trimmed(key), "\n", " "); }},
    {"no white space", [](const Text& key) { return replace(replace(key, "\n", ""), " ", ""); }},
    {"quotes", [](const Text& key) { return around_lines(trimmed(key), "\"", "\","); }},
    {"JavaScript", [](const Text& key) { return "const key = " + around_lines(trimmed(key), "'", "\\n' +"); }},
    {"Java", [](const Text& key) { return "String key = \"\"\n" + around_lines(trimmed(key), "    + \"", "\\n\""); }},
    {"Visual Basic", [](const Text& key) { return around_lines(trimmed(key), "\"", "\" & vbCrLf & _"); }},
    {"Python", [](const Text& key) { return "key = (\n" + around_lines(trimmed(key), "    '", "\\n'") + ")"; }},
    {"C#", [](const Text& key) { return around_lines(trimmed(key), "\"", "\" + Environment.NewLine +"); }},
    {"PHP", [](const Text& key) { return around_lines(trimmed(key), "'", "' . PHP_EOL ."); }},
    {"SQL", [](const Text& key) { return around_lines(trimmed(key), "'", "' ||"); }},
    {"YAML", [](const Text& key) { return "key: |\n" + around_lines(trimmed(key), "  ", ""); }},
    {".env", [](const Text& key) { return "PRIVATE_KEY=\"" + key + "\"\n"; }},
    {"heredoc", [](const Text& key) { return "cat > key <<EOF\n" + key + "EOF\n"; }},
    {"# comment", [](const Text& key) { return around_lines(trimmed(key), "\x23 ", ""); }},
    {"// comment", [](const Text& key) { return around_lines(trimmed(key), "// ", ""); }},
    {"//", [](const Text& key) { return around_lines(trimmed(key), "//", ""); }},
    {"-- comment", [](const Text& key) { return around_lines(trimmed(key), "-- ", ""); }},
    {"* comment", [](const Text& key) { return "/*\n" + around_lines(trimmed(key), " * ", "") + "\n */"; }},
    {"mail", [](const Text& key) { return around_lines(trimmed(key), "> > ", ""); }},
    {"diff", [](const Text& key) { return around_lines(trimmed(key), "+", ""); }},
    {"removed", [](const Text& key) { return around_lines(trimmed(key), "-", ""); }},
    {"numbers", [](const Text& key) { return around_lines(trimmed(key), "  # ", ""); }},
    {"cat -n", [](const Text& key) { return around_lines(trimmed(key), "    #\t", ""); }},
    {"12:", [](const Text& key) { return around_lines(trimmed(key), "#:", ""); }},
    {"12 |", [](const Text& key) { return around_lines(trimmed(key), "# | ", ""); }},
    {"table", [](const Text& key) { return around_lines(trimmed(key), "| ", " |"); }},
    {"cat -A", [](const Text& key) { return around_lines(trimmed(key), "", "$"); }},
    {"log", [](const Text& key) { return around_lines(trimmed(key), "2026-01-02T03:04:05Z INFO ", ""); }},
    {"URL", [](const Text& key) { return percent(key, "-._~"); }},
    {"form", [](const Text& key) { return "key=" + replace(percent(key, "-._ "), " ", "+"); }},
    {"entities", [](const Text& key) { return replace(replace(key, "+", "&#43;"), "/", "&sol;"); }},
    {"HTML",
     [](const Text& key) { return "<html><pre>" + around_lines(trimmed(key), "<span>", "</span>") + "</pre>"; }},
    {"\\u002b", [](const Text& key) { return replace(replace(key, "+", "\\u002b"), "/", "\\x2F"); }},
    {"quoted-printable", [](const Text& key) { return replace(replace(key, "=", "=3D"), "A", "A=\n"); }},
    {"base64", [](const Text& key) { return encode(key); }},
    {"base64 twice", [](const Text& key) { return encode(encode(key)); }},
    {"base64 in .env", [](const Text& key) { return "KEY=" + encode(key) + "\n"; }},
    {"data URL", [](const Text& key) { return "data:text/plain;base64," + encode(key); }},
    {"JSON", [](const Text& key) { return "{\"a\":{\"key\":\"" + replace(key, "\n", "\\n") + "\"}}"; }},
    {"hexadecimal", [](const Text& key) { return to_hex(as_bytes(key)); }},
    {"base64url",
     [](const Text& key) {
       const auto body = key.find('\n'), end = key.find("-----END");
       if (body == key.npos || end == key.npos || end < body) return key;
       return key.substr(0, body) + replace(replace(key.substr(body, end - body), "+", "-"), "/", "_") +
              key.substr(end);
     }},
    {"full-width",
     [](const Text& key) {
       std::string out;
       for (const char c : key) out += c > ' ' ? to_utf8(0xFF00 + static_cast<char32_t>(c - ' ')) : std::string(1, c);
       return out;
     }},
    {"terminal colors", [](const Text& key) { return around_lines(trimmed(key), "\x1B[32m", "\x1B[0m"); }},
    {"list of bytes",
     [](const Text& key) {
       std::string out = "{";
       for (const char c : key) out += " " + std::to_string(static_cast<unsigned char>(c)) + ",";
       return out + "}";
     }},
    {"a log", [](const Text& key) { return around_lines(trimmed(key), "2026-05-01 10:11:12 INFO [main] - ", ""); }},
    {"grep", [](const Text& key) { return around_lines(trimmed(key), "config/private.key:#:", ""); }},
    {"&nbsp;", [](const Text& key) { return replace(key, " ", "&nbsp;"); }},
    {"lower case",
     [](const Text& key) {
       return replace(replace(replace(key, "BEGIN", "begin"), "END", "end"), "PRIVATE KEY", "private key");
     }},
    {"PRIVATEKEY",
     [](const Text& key) { return replace(replace(key, "PRIVATE KEY", "PRIVATEKEY"), "BEGIN ", "BEGIN"); }},
    {"doubled markers", [](const Text& key) { return key.substr(0, key.find('\n') + 1) + key; }},
    {"three dashes", [](const Text& key) { return replace(key, "-----", "---"); }},
    {"twice", [](const Text& key) { return key + key; }},
};

struct Form {
  const char* file;
  const char* passphrase;
};
constexpr Form forms[] = {{"keys/rsa2048.pkcs8.pem", ""},
                          {"keys/rsa2048.pkcs1.pem", ""},
                          {"keys/rsa2048.pbes2.pem", "test"},
                          {"keys/enc.legacy.aes128.pem", "test"},
                          {"keys/enc.legacy.des3.pem", "test"}};

std::vector<std::uint8_t> expected_key() {
  return PrivateKey::read(read_vector("keys/rsa2048.pkcs8.pem"), "").key->public_key_der();
}

TEST(KeyMatrix, ReadsEveryFormInEveryKindOfDamage) {
  const auto expected = expected_key();
  for (const auto& [file, passphrase] : forms) {
    const std::string key = read_vector(file);
    for (const auto& [name, apply] : kinds) {
      const auto read = PrivateKey::read(apply(key), passphrase);
      ASSERT_TRUE(read.key) << file << ", " << name << ": " << rule_of(read.key.error().code).name;
      EXPECT_EQ(read.key->public_key_der(), expected) << file << ", " << name;
      EXPECT_FALSE(read.repairs.empty()) << file << ", " << name;
      EXPECT_FALSE(std::ranges::contains(read.repairs, Repair::rebuilt)) << file << ", " << name;
    }
  }
}

TEST(KeyMatrix, NamesNoRepairOfASoundKey) {
  for (const auto& [file, passphrase] : forms) {
    const auto read = PrivateKey::read(read_vector(file), passphrase);
    ASSERT_TRUE(read.key) << file;
    EXPECT_EQ(read.repairs, Repairs{}) << file;
  }
}

// Not every pair can be undone: one damage may remove what undoing the other needs, and then the key is refused. But no
// pair gives another key, and nearly all give the same one.
TEST(KeyMatrix, ReadsPairsOfDamagesOrRefusesThem) {
  const auto expected = expected_key();
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  std::size_t tried = 0, read_count = 0;
#ifdef __wasm__
  constexpr std::size_t step = 1;
#else
  constexpr std::size_t step = 5;  // the sanitizers are slow
#endif
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    for (std::size_t j = i % step; j < std::size(kinds); j += step) {
      if (i == j) continue;
      const auto read = PrivateKey::read(kinds[j].apply(kinds[i].apply(key)), "");
      ++tried;
      if (!read.key) continue;
      ASSERT_EQ(read.key->public_key_der(), expected) << kinds[i].name << ", then " << kinds[j].name;
      if (!std::ranges::contains(read.repairs, Repair::rebuilt)) ++read_count;
    }
  }
  std::printf("%zu of %zu pairs of damages undone\n", read_count, tried);
  EXPECT_GE(read_count * 100, tried * 85);
}

// Random edits of the kinds above, cut and mixed: never another key.
TEST(KeyMatrix, NeverGivesAnotherKey) {
  const auto expected = expected_key();
  const std::string key = read_vector("keys/rsa2048.pkcs1.pem");
  std::mt19937 random(7);
  const auto below = [&](std::size_t limit) { return random() % limit; };
#ifdef __wasm__
  constexpr int rounds = 1000;
#else
  constexpr int rounds = 60;
#endif
  for (int i = 0; i < rounds; ++i) {
    std::string text = kinds[below(std::size(kinds))].apply(key);
    const std::size_t at = below(text.size());
    switch (below(3)) {
      case 0:
        text.erase(at, below(100));
        break;
      case 1:
        text[at] = "AZaz09+/=\n-"[below(11)];
        break;
      default:
        text.insert(at, text.substr(below(text.size()), below(80)));
    }
    const auto read = PrivateKey::read(text, "");
    if (read.key) ASSERT_EQ(read.key->public_key_der(), expected) << i;
  }
}

}  // namespace
}  // namespace imskit
