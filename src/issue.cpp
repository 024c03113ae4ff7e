#include "issue.h"

#include "connection.h"

namespace imskit {
namespace {

std::string value_of(std::string_view name, const Issue& issue) {
  for (const auto& [key, value] : issue.params) {
    if (key != name) continue;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return std::to_string(std::get<std::int64_t>(value));
  }
  const FieldRule* field = find_field(issue.field);
  if (name == "label") return std::string(field && !field->label.empty() ? field->label : issue.field);
  if (!field) return "";
  if (name == "where") return std::string(field->where);
  if (name == "allowed") return std::string(field->allowed);
  return "";
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

std::string Issue::message() const { return fill(rule_of(code).message, *this); }
std::string Issue::hint() const { return fill(rule_of(code).hint, *this); }

}  // namespace imskit
