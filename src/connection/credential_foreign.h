// Files of other products, which have names like those of Adobe.
#pragma once

#include <string_view>

#include "json.h"

namespace imskit {

// The product that the block belongs to, for “This is …”; empty if it may be Adobe.
std::string_view find_product(const Json& block);

// The word of a scope that names another vendor; empty if there is none.
std::string_view find_vendor(std::string_view scope);

}  // namespace imskit
