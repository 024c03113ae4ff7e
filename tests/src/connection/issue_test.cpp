#include "issue.h"

#include <gtest/gtest.h>

#include <set>

namespace imskit {
namespace {

TEST(Issue, CodesAreStableLowerCaseWords) {
  std::set<std::string_view> seen;
  for (const auto& rule : code_rules) {
    EXPECT_TRUE(seen.insert(rule.name).second);
    EXPECT_EQ(rule.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos)
        << rule.name;
    EXPECT_TRUE(rule.message.ends_with('.') || rule.message.ends_with("{format}")) << rule.name;
    EXPECT_FALSE(rule.hint.empty()) << rule.name;
  }
}

TEST(Issue, FillsMessageAndHintFromParametersAndTheFieldTable) {
  const Issue issue{Field::name, Code::invalid_character, {{"character", "“#”"}, {"position", std::int64_t{4}}}};
  EXPECT_EQ(issue.message(), "Connection Name contains “#” at position 4, which isn’t allowed.");
  EXPECT_EQ(issue.hint(), "Use only the letters A to Z, digits, spaces and _ . + -");
}

TEST(Issue, NamesAFieldWithoutALabelByItsName) {
  EXPECT_EQ((Issue{Field::meta_scopes, Code::empty_entry}).message(), "metaScopes has an empty entry.");
}

TEST(Issue, AnEmptyParameterLeavesNothing) {
  const Issue issue{Field::none, Code::unknown_field, {{"name", "colour"}}};
  EXPECT_EQ(issue.hint(), "");
  EXPECT_EQ(issue.field_name(), "colour");
}

}  // namespace
}  // namespace imskit
