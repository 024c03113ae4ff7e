// The calls of api.h on JSON, as JavaScript makes them: for tests and fuzzers.
#pragma once

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api.h"

namespace imskit::calls {

using nlohmann::json;

// {"value": …} with the text of the answer, or {"error": …}.
inline json of_text(const api::Answer& answer) {
  if (answer.failed) return {{"error", json::parse(answer.text)}};
  return {{"value", answer.text}};
}

// The same, with the JSON of the answer.
inline json of_json(const api::Answer& answer) {
  return {{answer.failed ? "error" : "value", json::parse(answer.text)}};
}

// A connection as js/core/boundary.js writes it.
class Given {
 public:
  // Precondition: `connection` is an object.
  explicit Given(const json& connection, std::string_view key = {}) {
    std::string entries;
    std::vector<std::int32_t> entry_sizes;
    for (const auto& rule : field_rules) {
      const auto found = connection.find(std::string(rule.name));
      const bool is_key = rule.field == Field::private_key && !key.empty();
      sizes_.push_back(static_cast<std::int32_t>(api::Unfit::absent));
      if (found == connection.end() && !is_key) continue;
      const json value = is_key ? json(std::string(key)) : *found;
      if (value.is_string() && rule.kind != Kind::lines) {
        sizes_.back() = add(text_, value);
      } else if (rule.kind == Kind::lines && is_list(value)) {
        sizes_.back() = static_cast<std::int32_t>(value.size());
        for (const auto& entry : value) entry_sizes.push_back(add(entries, entry));
      } else if (value.is_string()) {
        sizes_.back() = static_cast<std::int32_t>(api::Unfit::text);
        entry_sizes.push_back(add(entries, value));
      } else {
        sizes_.back() = static_cast<std::int32_t>(kind_of(value, rule.kind == Kind::lines));
      }
    }
    sizes_.push_back(static_cast<std::int32_t>(api::Unfit::absent));
    for (const auto& [name, value] : connection.items()) {
      if (!find_field(name)) entry_sizes.push_back(add(entries, name));
    }
    text_ += entries;
    sizes_.insert(sizes_.end(), entry_sizes.begin(), entry_sizes.end());
  }

  void set_current_name(const std::string& name) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < field_count; ++i) {
      if (field_rules[i].kind != Kind::lines && sizes_[i] > 0) end += static_cast<std::size_t>(sizes_[i]);
    }
    text_.insert(end, name);
    sizes_[api::current_name_place] = static_cast<std::int32_t>(name.size());
  }

  api::GivenConnection view() const { return {sizes_, text_}; }

 private:
  static std::int32_t add(std::string& text, const std::string& part) {
    text += part;
    return static_cast<std::int32_t>(part.size());
  }
  static bool is_list(const json& value) {
    if (!value.is_array()) return false;
    return std::ranges::all_of(value, [](const json& entry) { return entry.is_string(); });
  }
  static api::Unfit kind_of(const json& value, bool takes_list) {
    using enum api::Unfit;
    if (value.is_null()) return null;
    if (value.is_boolean()) return boolean;
    if (value.is_number()) return number;
    if (value.is_string()) return text;
    if (value.is_array()) return takes_list ? mixed_list : list;
    return object;
  }

  std::vector<std::int32_t> sizes_;
  std::string text_;
};

// The context of `context`: {"grant"?, "takenNames"?, "currentName"?, "runtimeEnvironments"?, "fields"?, "now"?}.
// Aborts if it is wrong.
inline Context context_of(const json& given) {
  Context context;
  std::string names;
  std::vector<std::int32_t> sizes;
  for (const std::string name : given.value("takenNames", json::array())) {
    names += name;
    sizes.push_back(static_cast<std::int32_t>(name.size()));
  }
  json options = json::object();
  if (given.contains("runtimeEnvironments")) options["runtimeEnvironments"] = given["runtimeEnvironments"];
  if (api::prepare(sizes, names, options.dump(), context).failed) std::abort();
  context.client_credentials = given.value("grant", "") == "client_credentials";
  if (given.contains("fields")) {
    context.fields = {};
    for (const std::string name : given["fields"]) context.fields.add(find_field(name)->field);
  }
  if (given.contains("now")) context.now_seconds = given["now"].get<std::int64_t>();
  return context;
}

// {"valid", "connection", "issues"}.
inline json validate(const json& connection, std::string_view key = {}, const json& given_context = json::object()) {
  Given given(connection, key);
  if (given_context.contains("currentName")) given.set_current_name(given_context["currentName"]);
  Context context = context_of(given_context);
  const auto answer = api::validate(given.view(), context);
  if (answer.failed) std::abort();
  json result = {{"valid", true}, {"changes", json::object()}, {"issues", json::array()}};
  if (!answer.text.empty()) result = json::parse(answer.text);
  json normalized = json::object();
  for (const auto& rule : field_rules) {
    const std::string name(rule.name);
    const auto place = static_cast<std::size_t>(rule.field);
    json value;
    if (given.view().sizes[place] >= 0 && connection.contains(name)) value = connection[name];
    if (result["changes"].contains(name)) value = result["changes"][name];
    if (!value.is_null()) normalized[name] = value;
  }
  return {{"valid", result["valid"]}, {"connection", normalized}, {"issues", result["issues"]}};
}

}  // namespace imskit::calls
