// JSON by nlohmann/json, in one kind and instantiated in one place: each use of its templates costs its own code.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace imskit {

using Json = nlohmann::ordered_json;  // members stay in the order given

// A value that is_discarded() where the text is not JSON in UTF-8, or has an object of more than 4096 members.
Json parse_json(std::string_view text);

// Of a string; empty for anything else.
inline std::string_view text_of(const Json& json) {
  const auto* text = json.get_ptr<const std::string*>();
  return text ? std::string_view(*text) : std::string_view();
}

// Without white space.
std::string write_json(const Json& json);

}  // namespace imskit
