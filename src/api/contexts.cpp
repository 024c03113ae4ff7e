#include "contexts.h"

#include <algorithm>

namespace imskit::api {

std::size_t Contexts::add() {
  auto place = std::ranges::find_if(contexts_, [](const auto& context) { return context == nullptr; });
  if (place == contexts_.end()) place = contexts_.emplace(place);
  *place = std::make_unique<Context>();
  return static_cast<std::size_t>(place - contexts_.begin());
}

std::vector<std::unique_ptr<Context>> Contexts::make_first() {
  std::vector<std::unique_ptr<Context>> contexts;
  contexts.push_back(std::make_unique<Context>());
  return contexts;
}

}  // namespace imskit::api
