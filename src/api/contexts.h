// Contexts that JavaScript holds handles to.
#pragma once

#include <memory>
#include <vector>

#include "validate.h"

namespace imskit::api {

// Handles are small numbers that are reused after removal. 0 is a context with nothing in it.
class Contexts {
 public:
  // The context, to be filled in. Valid until it is removed. Precondition: add() returned the handle, or it is 0.
  Context& operator[](std::size_t handle) { return *contexts_[handle]; }

  std::size_t add();
  void remove(std::size_t handle) { contexts_[handle].reset(); }

 private:
  std::vector<std::unique_ptr<Context>> contexts_ = make_first();
  static std::vector<std::unique_ptr<Context>> make_first();
};

}  // namespace imskit::api
