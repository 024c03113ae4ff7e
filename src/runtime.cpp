// What the wasm does otherwise than its C library: the linker routes these here (--wrap).
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

// nlohmann calls it for numbers with a fraction or exponent. The core uses the value of none: options take whole
// numbers alone, and what a JWT holds is parsed by JavaScript. Reading them rightly would cost 6 KB of the package.
double __wrap_strtod(const char* text, char** end) {
  *end = const_cast<char*>(text) + std::strlen(text);
  return 0;
}
}
