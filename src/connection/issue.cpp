#include "issue.h"

#include <algorithm>

namespace imskit {
namespace {

// Words of a template that come from the field, not from the issue's params.
constexpr std::string_view field_words[] = {"label", "format", "allowed"};

// The word between braces, without the noun: excess of {excess:character|characters}.
constexpr std::string_view name_in(std::string_view word) { return word.substr(0, word.find(':')); }

// True if each word of the template exists, and each word with a noun is a number.
consteval bool is_sound(std::string_view text) {
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const auto word = text.substr(open + 1, text.find('}', open) - open - 1);
    const auto name = name_in(word);
    const bool noun = name.size() < word.size();
    const auto* param = find_param(name);
    if (noun && (!param || param->kind != ParamKind::number || !word.contains('|'))) return false;
    if (!param && std::ranges::find(field_words, name) == std::ranges::end(field_words)) return false;
  }
  return true;
}
static_assert(std::ranges::all_of(code_rules, [](const CodeRule& rule) consteval {
  return is_sound(rule.message) && is_sound(rule.hint);
}));
static_assert(std::ranges::all_of(fix_rules, [](const FixRule& rule) consteval { return is_sound(rule.title); }));

std::string_view value_of(std::string_view name, const Issue& issue) {
  for (const auto& param : issue.params) {
    if (param.name == name) return param.text;
  }
  if (issue.field == Field::none) return {};
  const FieldRule& field = rule_of(issue.field);
  if (name == "label") return label_of(issue.field);
  if (name == "format") return field.format;
  if (name == "allowed") return field.allowed;
  return {};
}

void append_word(std::string& out, std::string_view word, const Issue& issue) {
  const auto name = name_in(word);
  const auto value = value_of(name, issue);
  out += value;
  if (name.size() == word.size()) return;
  const auto nouns = word.substr(name.size() + 1);
  const auto bar = nouns.find('|');
  (out += ' ') += value == "1" ? nouns.substr(0, bar) : nouns.substr(bar + 1);
}

std::string fill(std::string_view text, const Issue& issue) {
  std::string out;
  out.reserve(200);  // most texts fit
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == text.npos) break;
    const auto close = text.find('}', open);
    append_word(out, text.substr(open + 1, close - open - 1), issue);
    text.remove_prefix(close + 1);
  }
  while (out.ends_with(' ')) out.pop_back();  // a word at the end may be empty
  return out;
}

}  // namespace

Issue to_issue(const KeyIssue& issue) {
  constexpr Field fields[] = {Field::private_key, Field::passphrase, Field::certificate};  // in the order of KeyInput
  constexpr Code codes[] = {
#define IMSKIT_CODE(code, severity, message, hint) Code::code,
      IMSKIT_VALUE_ISSUES(IMSKIT_CODE) IMSKIT_KEY_ISSUES(IMSKIT_CODE)
#undef IMSKIT_CODE
  };
  return {fields[static_cast<std::size_t>(issue.input)], codes[static_cast<std::size_t>(issue.code)], issue.params};
}

std::string_view Issue::field_name() const {
  if (code == Code::unknown_field) return value_of("name", *this);
  return field == Field::none ? std::string_view() : rule_of(field).name;
}

std::string Issue::message() const { return fill(rule_of(code).message, *this); }
std::string Issue::hint() const {
  const bool nothing_near = code == Code::unknown_field && value_of("nearest", *this).empty();
  return nothing_near ? std::string() : fill(rule_of(code).hint, *this);
}

std::string Issue::fix_title() const { return fix ? fill(rule_of(*fix).title, *this) : std::string(); }

}  // namespace imskit
