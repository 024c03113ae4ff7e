#include "rebuild.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

#include "base64.h"
#include "keys.h"

namespace imskit {
namespace {

using Lines = std::vector<std::string>;
using Random = std::mt19937;

struct Key {
  std::string name;
  Lines lines;  // between BEGIN and END
  Secret der;
};

Key read_key(std::string_view name) {
  const std::string text = read_vector("keys/" + std::string(name));
  Key key{.name = std::string(name), .lines = {}, .der = {}};
  std::string base64;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (!line.starts_with('-')) {
      key.lines.push_back(line);
      base64 += line;
    }
    at = end + 1;
  }
  key.der = *decode_base64(base64);
  return key;
}

const std::vector<Key>& keys() {
  static const auto all = [] {
    std::vector<Key> list;
    for (const auto* name : {"rsa2048.pkcs8.pem", "rsa2048.pkcs1.pem", "other2048.pkcs8.pem"}) {
      list.push_back(read_key(name));
    }
    return list;
  }();
  return all;
}

std::string join(const Lines& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

// Rebuilds from a heap block of the exact size, so that AddressSanitizer sees a read past its end.
std::optional<RebuiltKey> rebuild(std::string_view text) {
  Effort effort(max_effort);
  return rebuild_key(Secret(text).text(), effort);
}
std::optional<RebuiltKey> rebuild(Bytes der) {
  Effort effort(max_effort);
  return rebuild_key(der, effort);
}

// Compares without printing a key.
bool is_same(const RebuiltKey& rebuilt, const Key& key) { return rebuilt.der.text() == key.der.text(); }

char random_base64(Random& random) {
  return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[random() % 64];
}

std::string random_line(Random& random, std::size_t size) {
  std::string line(size, ' ');
  for (char& c : line) c = random_base64(random);
  return line;
}

// A way to damage a key, and whether the rest always determines the key.
struct Damage {
  const char* name;
  bool certain;
  std::string (*apply)(Lines lines, Random& random);
};

std::string& pick(Lines& lines, Random& random) { return lines[random() % lines.size()]; }

std::string without_last(Lines lines, std::size_t count) {
  lines.resize(lines.size() - count);
  return join(lines);
}

const Damage damages[] = {
    {"last line lost", true, [](Lines lines, Random&) { return without_last(std::move(lines), 1); }},
    {"two last lines lost", true, [](Lines lines, Random&) { return without_last(std::move(lines), 2); }},
    {"three last lines lost", true, [](Lines lines, Random&) { return without_last(std::move(lines), 3); }},
    {"four last lines lost", true, [](Lines lines, Random&) { return without_last(std::move(lines), 4); }},
    {"twelve last lines lost", true, [](Lines lines, Random&) { return without_last(std::move(lines), 12); }},
    {"cut anywhere in the last four lines", true,
     [](Lines lines, Random& random) {
       std::string text = join(lines);
       text.resize(text.size() - random() % 260);
       return text;
     }},
    {"first four lines lost", true,
     [](Lines lines, Random&) {
       lines.erase(lines.begin(), lines.begin() + 4);
       return join(lines);
     }},
    {"a line overwritten by one as long", true,
     [](Lines lines, Random& random) {
       std::string& line = pick(lines, random);
       line = random_line(random, line.size());
       return join(lines);
     }},
    {"a line overwritten by one of another length", true,
     [](Lines lines, Random& random) {
       pick(lines, random) = random_line(random, random() % 100);
       return join(lines);
     }},
    {"a line overwritten by another line", true,
     [](Lines lines, Random& random) {
       const std::string other = pick(lines, random);
       pick(lines, random) = other;
       return join(lines);
     }},
    {"a line lost", true,
     [](Lines lines, Random& random) {
       lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(random() % lines.size()));
       return join(lines);
     }},
    {"a line twice", true,
     [](Lines lines, Random& random) {
       const std::string other = pick(lines, random);
       lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(random() % lines.size()), other);
       return join(lines);
     }},
    {"two neighbors swapped", true,
     [](Lines lines, Random& random) {
       const std::size_t at = random() % (lines.size() - 1);
       std::swap(lines[at], lines[at + 1]);
       return join(lines);
     }},
    {"a wrong character", true,
     [](Lines lines, Random& random) {
       std::string& line = pick(lines, random);
       line[random() % line.size()] = random_base64(random);
       return join(lines);
     }},
    {"a character that is not base64", true,
     [](Lines lines, Random& random) {
       std::string& line = pick(lines, random);
       line[random() % line.size()] = '*';
       return join(lines);
     }},
    {"a lost character", true,
     [](Lines lines, Random& random) {
       std::string& line = pick(lines, random);
       line.erase(random() % line.size(), 1);
       return join(lines);
     }},
    {"an additional character", true,
     [](Lines lines, Random& random) {
       std::string& line = pick(lines, random);
       line.insert(random() % line.size(), 1, random_base64(random));
       return join(lines);
     }},
    {"three wrong characters", false,
     [](Lines lines, Random& random) {
       for (int i = 0; i < 3; ++i) {
         std::string& line = pick(lines, random);
         line[random() % line.size()] = random_base64(random);
       }
       return join(lines);
     }},
    {"two lines overwritten", false,
     [](Lines lines, Random& random) {
       for (int i = 0; i < 2; ++i) pick(lines, random) = random_line(random, 64);
       return join(lines);
     }},
    {"every third character wrong", false,
     [](Lines lines, Random& random) {
       for (auto& line : lines) {
         for (std::size_t i = random() % 3; i < line.size(); i += 3) line[i] = random_base64(random);
       }
       return join(lines);
     }},
};

TEST(Rebuild, ReturnsASoundKeyAsItIs) {
  for (const Key& key : keys()) {
    const auto rebuilt = rebuild(join(key.lines));
    ASSERT_TRUE(rebuilt) << key.name;
    EXPECT_TRUE(is_same(*rebuilt, key)) << key.name;
    EXPECT_EQ(rebuilt->kind, key.name.contains("pkcs8") ? DerKind::pkcs8 : DerKind::pkcs1) << key.name;
  }
}

// The result is the same key byte for byte, or nothing.
TEST(Rebuild, RebuildsDamagedTextAndNeverAnotherKey) {
  constexpr int rounds = 20;
  Random random(1);
  for (const auto& [name, certain, apply] : damages) {
    for (const Key& key : keys()) {
      for (int round = 0; round < rounds; ++round) {
        const auto rebuilt = rebuild(apply(key.lines, random));
        if (certain) EXPECT_TRUE(rebuilt) << key.name << ": " << name;
        if (rebuilt) EXPECT_TRUE(is_same(*rebuilt, key)) << key.name << ": " << name;
      }
    }
  }
}

// Damages tags, lengths, the algorithm and every number.
TEST(Rebuild, RebuildsAKeyWithAnyWrongByte) {
  for (const Key& key : keys()) {
    for (std::size_t at = 0; at < key.der.size(); at += 3) {
      Secret damaged(key.der.text());
      damaged.data()[at] ^= 0x55;
      const auto rebuilt = rebuild(damaged.bytes());
      ASSERT_TRUE(rebuilt) << key.name << ", byte " << at;
      EXPECT_TRUE(is_same(*rebuilt, key)) << key.name << ", byte " << at;
    }
  }
}

TEST(Rebuild, RebuildsBinaryKeysThatWereCut) {
  for (const Key& key : keys()) {
    const auto rebuilt = rebuild(key.der.bytes().first(key.der.size() - 200));
    ASSERT_TRUE(rebuilt) << key.name;
    EXPECT_TRUE(is_same(*rebuilt, key)) << key.name;
  }
}

// The sets of numbers that two damages may leave. Each set determines the key in another way.
TEST(Rebuild, FindsTheKeyFromEachSetOfNumbers) {
  const Key& key = keys()[1];
  // The offset of a byte in the middle of each number in PKCS#1.
  enum { n = 140, d = 400, p = 600, q = 740, dp = 860, dq = 1000, qinv = 1120 };
  const std::vector<std::vector<std::size_t>> damaged = {{n},
                                                         {p},
                                                         {q},
                                                         {n, d},
                                                         {n, p},
                                                         {n, q},
                                                         {p, q},
                                                         {d, p},
                                                         {d, q},
                                                         {p, dp},
                                                         {q, dq},
                                                         {n, dp},
                                                         {n, qinv},
                                                         {p, qinv},
                                                         {d, dp, dq},
                                                         {n, d, dp},
                                                         {n, d, dq},
                                                         {p, q, qinv},
                                                         {n, p, dp},
                                                         {n, q, dq},
                                                         {n, p, qinv},
                                                         {n, q, qinv},
                                                         {p, q, d},
                                                         {n, p, q},
                                                         {n, dp, dq},
                                                         {d, p, qinv},
                                                         {n, d, qinv},
                                                         {p, dp, dq, qinv},
                                                         {q, dp, dq, qinv},
                                                         {d, dp, dq, qinv}};
  for (const auto& set : damaged) {
    Secret text(key.der.text());
    std::string names;
    for (const std::size_t at : set) {
      text.data()[at] ^= 0x10;
      names += std::to_string(at) + " ";
    }
    const auto rebuilt = rebuild(text.bytes());
    ASSERT_TRUE(rebuilt) << names;
    EXPECT_TRUE(is_same(*rebuilt, key)) << names;
  }
}

TEST(Rebuild, ReturnsNothingIfTooLittleIsLeft) {
  for (const Key& key : keys()) {
    EXPECT_FALSE(rebuild(without_last(key.lines, key.lines.size() * 2 / 3)));
    EXPECT_FALSE(rebuild(without_last(key.lines, key.lines.size())));
  }
  EXPECT_FALSE(rebuild(std::string(1600, 'A')));
  EXPECT_FALSE(rebuild(std::string(60000, 'A')));
  EXPECT_FALSE(rebuild(Bytes()));
}

// Each half determines a different key, so neither can be the key.
TEST(Rebuild, ReturnsNothingForHalvesOfTwoKeys) {
  const Lines &first = keys()[0].lines, &second = keys()[2].lines;
  Lines mixed(first.begin(), first.begin() + 13);
  mixed.insert(mixed.end(), second.begin() + 13, second.end());
  EXPECT_FALSE(rebuild(join(mixed)));
}

// Their structures have the same numbers, or more.
TEST(Rebuild, ReturnsNothingForKeysOfOtherKinds) {
  for (const auto* name : {"rsapss.pem", "multiprime.pem", "ec.pkcs8.pem", "dsa.pkcs8.pem", "rsa1024.pkcs8.pem",
                           "enc.aes-128-cbc.hmacWithSHA1.pem", "rsa2048.certificate.pem", "openssh.pem"}) {
    Key key = read_key(name);
    EXPECT_FALSE(rebuild(join(key.lines))) << name;
    key.lines[0][20] = key.lines[0][20] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(rebuild(join(key.lines))) << name;
    EXPECT_FALSE(rebuild(without_last(key.lines, 1))) << name;
  }
}

}  // namespace
}  // namespace imskit
