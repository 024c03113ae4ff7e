// The limit of the work that a paste can cause, and which keys are found within it.
#include "key_search.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "base64.h"
#include "key_limits.h"
#include "keys.h"
#include "rsa_key.h"

namespace imskit {
namespace {

using Random = std::mt19937;

std::string random_text(Random& random, std::size_t size) {
  constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text(size, ' ');
  for (char& c : text) c = base64[random() % base64.size()];
  return text;
}

std::string repeat(std::string_view piece, std::size_t size = max_key_bytes) {
  std::string text;
  while (text.size() + piece.size() <= size) text += piece;
  return text;
}

// INTEGERs of 2048 and 4096 bits with nothing in common, one after the other.
std::string random_numbers(Random& random, std::size_t bits) {
  std::string der("\x30\x82\x04\xa4\x02\x01\x00", 7);
  const std::size_t bytes = bits / 8;
  while (der.size() + bytes < 12000) {
    der += {'\x02', '\x82', static_cast<char>((bytes + 1) >> 8), static_cast<char>(bytes + 1), '\0', '\x81'};
    for (std::size_t i = 1; i < bytes; ++i) der += static_cast<char>(random() % 256 | 1);
  }
  return der;
}

// Texts that cause the most work of their kind.
std::vector<std::string> heavy_texts() {
  Random random(1);
  std::vector<std::string> texts;
  for (const char c : std::string_view("A+/=-\\\"'&<[{>%n\n ")) texts.push_back(std::string(max_key_bytes, c));
  for (const std::string_view piece :
       {"MII", "MIIEvQIBADAN", "BEGIN ", "-----BEGIN PRIVATE KEY-----\n", "<a", "&#", "\\u0041", "%41", "\"A\" + ",
        "DEK-Info: AES-128-CBC,00\n", "LS0tLS1CRUdJTi", "=3D", "A B", "AKCAQEA", "1\n", "`n"}) {
    texts.push_back(repeat(piece));
  }
  for (const std::size_t size : {std::size_t{4000}, std::size_t{16000}, max_key_bytes}) {
    const std::string text = random_text(random, size);
    texts.push_back(text);
    texts.push_back("-----BEGIN PRIVATE KEY-----\nMIIE" + text.substr(40) + "\n");
    texts.push_back(encode_base64(as_bytes(text.substr(0, size * 3 / 4))));
  }
  for (const std::size_t bits : {2048, 4096, 8192}) {
    const std::string der = random_numbers(random, bits);
    texts.push_back(der);
    texts.push_back("-----BEGIN RSA PRIVATE KEY-----\n" + encode_base64(as_bytes(der)));
    texts.push_back("{\"key\": \"" + encode_base64(as_bytes(encode_base64(as_bytes(der)))) + "\"}");
  }
  return texts;
}

TEST(KeySearch, SpendsNoMoreThanItsEffort) {
  for (const auto& text : heavy_texts()) {
    Effort effort(max_effort);
    EXPECT_FALSE(PrivateKey::read(text, "", effort).key);
    EXPECT_LE(effort.spent(), max_effort) << text.substr(0, 40);
    EXPECT_EQ(effort.spent() + effort.left(), max_effort);
  }
}

TEST(KeySearch, SpendsTheSameOnTheSameText) {
  const auto texts = heavy_texts();
  for (std::size_t i = 0; i < texts.size(); i += 8) {
    Effort first(max_effort), second(max_effort);
    const auto once = PrivateKey::read(texts[i], "", first), again = PrivateKey::read(texts[i], "", second);
    EXPECT_EQ(first.spent(), second.spent()) << texts[i].substr(0, 40);
    EXPECT_EQ(once.key.error().code, again.key.error().code);
  }
}

TEST(KeySearch, ReadsASoundKeyWithTheLeastEffort) {
  Effort effort(max_effort);
  EXPECT_TRUE(PrivateKey::read(read_vector("keys/rsa2048.pkcs8.pem"), "", effort).key);
  EXPECT_LT(effort.spent(), max_effort / 20);
}

// The longest accepted text leaves enough effort for the key in it, sound or damaged.
TEST(KeySearch, FindsAKeyInALongText) {
  Random random(2);
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  const std::string words = repeat("Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n", 55000);
  std::string damaged = key;
  damaged.erase(700, 65);
  for (const auto& text : {words + key, key + words, words + damaged, damaged + words}) {
    EXPECT_TRUE(PrivateKey::read(text, "").key);
  }
  EXPECT_TRUE(PrivateKey::read(encode_base64(as_bytes(key + words.substr(0, 40000))), "").key);
}

TEST(KeySearch, EndsWithNoEffortLeft) {
  const std::string key = "'" + read_vector("keys/rsa2048.pkcs8.pem") + "'";
  for (std::size_t limit = 1; limit < max_effort; limit *= 3) {
    Effort effort(limit);
    PrivateKey::read(key, "", effort);
    EXPECT_LE(effort.spent(), limit);
  }
}

}  // namespace
}  // namespace imskit
