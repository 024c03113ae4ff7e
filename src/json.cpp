#include "json.h"

namespace imskit {

Json parse_json(std::string_view text) { return Json::parse(text, nullptr, false); }

std::string write_json(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace imskit
