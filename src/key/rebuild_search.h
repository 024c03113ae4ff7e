// Finds a damaged key in pasted text, and rebuilds it.
#pragma once

#include <optional>
#include <string_view>

#include "effort.h"
#include "rebuild.h"
#include "repair.h"

namespace imskit {

struct FoundKey {
  RebuiltKey key;
  Repairs repairs;  // those that led to the damaged key, then `rebuilt`
};

// Undoes what is around the key and how it is encoded, as search_key() does, and rebuilds the reading that looks most
// like a key. nullopt if none can be rebuilt within the effort.
std::optional<FoundKey> search_damaged_key(std::string_view text, Effort& effort);

}  // namespace imskit
