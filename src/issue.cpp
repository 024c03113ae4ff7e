#include "issue.h"

namespace imskit {
namespace {

std::string_view value_of(std::string_view name, const Issue& issue) {
  for (const auto& param : issue.params) {
    if (param.name == name) return param.text;
  }
  if (issue.field == Field::none) return {};
  const FieldRule& field = rule_of(issue.field);
  if (name == "label") return field.label.empty() ? field.name : field.label;
  if (name == "where") return field.where;
  if (name == "allowed") return field.allowed;
  return {};
}

std::string fill(std::string_view text, const Issue& issue) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == text.npos) break;
    const auto close = text.find('}', open);
    out += value_of(text.substr(open + 1, close - open - 1), issue);
    text.remove_prefix(close + 1);
  }
  while (out.ends_with(' ')) out.pop_back();  // a parameter at the end may be empty
  return out;
}

}  // namespace

std::string_view Issue::field_name() const {
  if (code == Code::unknown_field) return value_of("name", *this);
  return field == Field::none ? std::string_view() : rule_of(field).name;
}

std::string Issue::message() const { return fill(rule_of(code).message, *this); }
std::string Issue::hint() const { return fill(rule_of(code).hint, *this); }

}  // namespace imskit
