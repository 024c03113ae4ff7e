// The package's own Montgomery product of 1024-bit numbers, called as product.cpp's is.
#include <emscripten.h>

#include "modexp/montgomery.h"

namespace {

using imskit::modexp::Limb;
using imskit::modexp::Montgomery;

constexpr int bits = 1024;
constexpr int limbs = 80;
Limb numbers[4][limbs];  // modulus, a, b, a·b/R

Montgomery& arithmetic() {
  static Montgomery only(bits);
  return only;
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE int shipped_limbs() { return arithmetic().limbs() == limbs ? limbs : 0; }
EMSCRIPTEN_KEEPALIVE Limb* shipped_numbers() { return numbers[0]; }
EMSCRIPTEN_KEEPALIVE void shipped_start() { arithmetic().set_modulus(numbers[0]); }
EMSCRIPTEN_KEEPALIVE void shipped_multiply() { arithmetic().multiply(numbers[3], numbers[1], numbers[2]); }

EMSCRIPTEN_KEEPALIVE void shipped_square(int times) {
  Montgomery& montgomery = arithmetic();
  for (Limb* const a = numbers[1]; times > 0; --times) montgomery.multiply(a, a, a);
}
}
