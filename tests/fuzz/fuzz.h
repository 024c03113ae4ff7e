// Shared by the fuzz targets. A property that does not hold ends the process, and libFuzzer keeps the input.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "calls.h"
#include "der.h"
#include "secret.h"

namespace imskit {

inline void require(bool holds) {
  if (!holds) std::abort();
}

// The input as a heap block of its exact size, so that AddressSanitizer sees a read past its end.
inline Secret input_of(const std::uint8_t* data, std::size_t size) { return Secret(as_text({data, size})); }

// Aborts unless the code and the message of an error are texts. Returns {"value": …} or {"error": …}.
inline nlohmann::json checked(nlohmann::json answer) {
  if (!answer.contains("value")) {
    const auto& error = answer.at("error");
    require(error.at("code").is_string() && !error.at("message").get_ref<const std::string&>().empty());
  }
  return answer;
}

inline std::string write(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace imskit
