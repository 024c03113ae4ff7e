// The heap's `free` and `realloc`, which wipe: the linker routes them here (--wrap).
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "secret.h"

extern "C" {

void __real_free(void* block);

// Every block is wiped as it is freed, so that no copy of a secret stays behind: not nlohmann's, not the standard
// library's.
void __wrap_free(void* block) {
  if (block) imskit::wipe(block, malloc_usable_size(block));
  __real_free(block);
}

// Never in place: a block that shrinks or moves would leave its old bytes unwiped.
void* __wrap_realloc(void* block, std::size_t size) {
  void* fresh = std::malloc(size);
  if (!block || !fresh) return fresh;
  std::memcpy(fresh, block, std::min(size, malloc_usable_size(block)));
  __wrap_free(block);
  return fresh;
}
}
