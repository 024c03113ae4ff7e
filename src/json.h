// JSON by nlohmann/json, in one kind and instantiated in one place: each use of its templates costs its own code.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace imskit {

using Json = nlohmann::ordered_json;  // members stay in the order given

// A value that is_discarded() where the text is not JSON in UTF-8.
Json parse_json(std::string_view text);

// Without white space.
std::string write_json(const Json& json);

}  // namespace imskit
