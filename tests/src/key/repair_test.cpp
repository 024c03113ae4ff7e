#include "repair.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base64.h"
#include "keys.h"
#include "pem.h"
#include "text.h"

namespace imskit {
namespace {

std::string replace(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

std::string encode(std::string_view text) {
  return encode_base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string to_utf16(std::string_view ascii, bool little) {
  std::string out = little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : ascii) out += little ? std::string{c, '\0'} : std::string{'\0', c};
  return out;
}

struct Damage {
  Repairs repairs;
  std::string (*apply)(const std::string& key);
};

// What happens to keys, and the repairs that the report must name.
const Damage damages[] = {
    {{Repair::bom}, [](const std::string& key) { return "\xEF\xBB\xBF" + key; }},
    {{Repair::line_ends}, [](const std::string& key) { return replace(key, "\n", "\r\n"); }},
    {{Repair::line_ends}, [](const std::string& key) { return replace(key, "\n", "\r"); }},
    {{Repair::surrounding_text}, [](const std::string& key) { return "Here it is:\n" + key + "\nRegards"; }},
    {{Repair::blank_lines}, [](const std::string& key) { return replace(key, "\n", "\n\n"); }},
    {{Repair::indentation}, [](const std::string& key) { return "    " + replace(key, "\n", "\n    "); }},
    {{Repair::escaped_line_ends}, [](const std::string& key) { return replace(key, "\n", "\\n"); }},
    {{Repair::escaped_line_ends}, [](const std::string& key) { return replace(key, "\n", "\\r\\n"); }},
    {{Repair::escaped_line_ends}, [](const std::string& key) { return replace(key, "\n", "\\\\n"); }},
    {{Repair::escaped_line_ends}, [](const std::string& key) { return replace(key, "\n", "\\\n"); }},
    {{Repair::quotes}, [](const std::string& key) { return "'" + key + "'"; }},
    {{Repair::quotes}, [](const std::string& key) { return "“" + key + "”,"; }},
    {{Repair::json}, [](const std::string& key) { return "\"" + replace(key, "\n", "\\n") + "\""; }},
    {{Repair::json},
     [](const std::string& key) { return "[\"" + replace(key.substr(0, key.size() - 1), "\n", "\",\n  \"") + "\"]"; }},
    {{Repair::single_line}, [](const std::string& key) { return replace(key, "\n", " "); }},
    {{Repair::single_line}, [](const std::string& key) { return replace(key, "\n", ""); }},
    {{Repair::double_base64}, [](const std::string& key) { return encode(key); }},
    {{Repair::double_base64, Repair::surrounding_text},
     [](const std::string& key) { return "Our key:\n\n" + encode(key) + "\n-- \nSent from my phone"; }},
    {{Repair::utf16}, [](const std::string& key) { return to_utf16(key, true); }},
    {{Repair::utf16, Repair::line_ends},
     [](const std::string& key) { return to_utf16(replace(key, "\n", "\r\n"), false); }},
    {{Repair::binary}, [](const std::string& key) { return std::string(read_private_pem(key)->der.text()); }},
    {{Repair::dashes}, [](const std::string& key) { return replace(key, "-----", "－－－－－"); }},
    {{Repair::dashes, Repair::missing_dashes}, [](const std::string& key) { return replace(key, "-----", "—–-"); }},
    {{Repair::missing_dashes}, [](const std::string& key) { return replace(key, "-----", "---"); }},
    {{Repair::missing_dashes}, [](const std::string& key) { return replace(key, "-----", ""); }},
    {{Repair::spaces}, [](const std::string& key) { return replace(key, "PRIVATE KEY", "PRIVATE\xC2\xA0KEY"); }},
    {{Repair::spaces}, [](const std::string& key) { return replace(key, "\n", "\xE2\x80\x8B\n"); }},
    {{Repair::missing_markers},
     [](const std::string& key) {
       const auto start = key.find('\n') + 1;
       return key.substr(start, key.find("-----END") - start);
     }},
    {{Repair::missing_markers, Repair::surrounding_text},
     [](const std::string& key) {
       const auto start = key.find('\n') + 1;
       return "Our key is this one:\n" + key.substr(start, key.find("-----END") - start) + "Regards\nthe team";
     }},
    {{Repair::missing_markers}, [](const std::string& key) { return key.substr(0, key.find("-----END")); }},
    {{Repair::missing_markers}, [](const std::string& key) { return key.substr(key.find('\n') + 1); }},
};

TEST(Repair, MakesAndNamesEachRepair) {
  for (const std::string_view file : {"keys/rsa2048.pkcs8.pem", "keys/rsa2048.pkcs1.pem"}) {
    const std::string key = read_vector(file);
    const auto whole = read_private_pem(key);
    for (const auto& damage : damages) {
      const std::string text = damage.apply(key);
      const auto read = read_private_pem(text);
      ASSERT_TRUE(read) << rule_of(read.error()).name << "\n" << text;
      EXPECT_EQ(read->der.text(), whole->der.text());
      EXPECT_EQ(read->kind, whole->kind);
      for (const Repair repair : damage.repairs) {
        EXPECT_NE(std::ranges::find(read->repairs, repair), read->repairs.end())
            << repair_rules[static_cast<std::size_t>(repair)].name << "\n"
            << text;
      }
      EXPECT_EQ(read->repairs.size(), damage.repairs.size()) << text;
    }
  }
}

TEST(Repair, RepairsCompose) {
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  const auto whole = read_private_pem(key);
  std::string text = replace("  " + replace(key, "\n", "\n  "), "\n", "\r\n");
  text = "\xEF\xBB\xBF\"" + replace(replace(text, "\r", "\\r"), "\n", "\\n") + "\"";
  const auto read = read_private_pem(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->der.text(), whole->der.text());
}

// "MII" in base64 is TUlJ, which is also what an encoded key without a BEGIN line begins with.
TEST(Repair, TheStartOfBase64IsNotFoundInsideBase64) {
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  const auto whole = read_private_pem(key);
  for (const std::string_view align : {"", " ", "  "}) {
    const auto read = read_private_pem(encode("A key:\n" + key + std::string(align) + "MII\n"));
    ASSERT_TRUE(read) << align;
    EXPECT_EQ(read->der.text(), whole->der.text());
  }
}

TEST(Repair, AWrongLabelIsCorrected) {
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  const auto read = read_private_pem(replace(key, "PRIVATE KEY", "RSA PRIVATE KEY"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, DerKind::pkcs8);
  EXPECT_EQ(read->repairs, Repairs{Repair::wrong_label});
}

TEST(Repair, LeavesOtherTextUnchanged) {
  for (const std::string_view text :
       {"", "a", "\\", "\\\\", "\"", "[", "[1]", "{}", "\"\"", "''", "\xFF\xFE", "=", "BEGIN", "----"}) {
    std::string repaired(text);
    repair_text(repaired);
    EXPECT_LE(repaired.size(), text.size());
  }
}

std::string repaired(std::string text) {
  repair_text(text);
  return text;
}

TEST(Repair, ReadsOnlyWholeUnitsOfUtf16) {
  EXPECT_EQ(repaired(std::string("\xFF\xFE"
                                 "A\0B",
                                 5)),
            "A");
  EXPECT_EQ(repaired("\xFF\xFE\x13\x20"), "-");
  EXPECT_EQ(repaired("\xFE\xFF\x20\x13"), "-");
  EXPECT_EQ(repaired(std::string("\xFF\xFE\x3D\xD8\x00\xDE", 6)), "\uFFFD\uFFFD");  // beyond the basic plane
  EXPECT_EQ(repaired(std::string("\xFF\xFE\x00\xD8\xFF\xDF", 6)), "\uFFFD\uFFFD");  // the ends of its range
}

// The ends of every range.
TEST(Repair, ReplacesEachSpaceDashAndLineEnd) {
  const std::pair<std::vector<char32_t>, std::string_view> characters[] = {
      {{0xA0, 0x1680, 0x2000, 0x200A, 0x202F, 0x205F, 0x3000}, " "},
      {{0x85, 0x2028, 0x2029}, "\n"},
      {{0x200B, 0x200F, 0x2060, 0xFEFF, 0xAD}, ""},
      {{0x2010, 0x2015, 0x2212, 0x2500, 0xFE58, 0xFE63, 0xFF0D}, "-"}};
  for (const auto& [odd, plain] : characters) {
    for (const char32_t c : odd)
      EXPECT_EQ(repaired("#" + to_utf8(c) + "#"), "#" + std::string(plain) + "#") << std::to_string(c);
  }
  for (const char32_t c : {0x84, 0x9F, 0xA1, 0x1FFF, 0x2016, 0x202A, 0x3001}) {
    EXPECT_EQ(repaired("#" + to_utf8(c) + "#"), "#" + to_utf8(c) + "#") << std::to_string(c);
  }
}

TEST(Repair, ALineEndIsOneLineFeed) {
  EXPECT_EQ(repaired("#\r\n"), "#\n");
  EXPECT_EQ(repaired("#\r"), "#\n");
  EXPECT_EQ(repaired("#\r\r\n#\n\r"), "#\n\n#\n\n");
}

TEST(Repair, TakesOnlyListsOfTexts) {
  for (const std::string_view list : {"[]", "[1]", "[1,null]"}) {
    std::string text(list);
    EXPECT_EQ(repair_text(text), Repairs{}) << list;
    EXPECT_EQ(text, list);
  }
  EXPECT_EQ(repaired("[\"#\",\"#\"]"), "#\n#\n");
}

TEST(Repair, RemovesQuotesAtBothEnds) {
  for (const char* text : {"'#'", "`#`", "“#”", "'#',", "('#' + ", "  «#»;"}) EXPECT_EQ(repaired(text), "#") << text;
}

}  // namespace
}  // namespace imskit
