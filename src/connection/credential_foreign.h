// Files of other products, which have names like those of Adobe.
#pragma once

#include <string_view>

#include "json.h"

namespace imskit {

// What the block is of, for “This is …”; empty for a block that may be Adobe’s.
std::string_view find_product(const Json& block);

// The word of a scope that names another vendor, or nothing.
std::string_view find_vendor(std::string_view scope);

}  // namespace imskit
