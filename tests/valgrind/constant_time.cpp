// Shows that no branch and no address in src/mbedtls/modexp depends on a secret. Secrets are marked as undefined
// memory, and Valgrind reports each branch and address that depends on undefined memory. scripts/test.js runs it under
// valgrind --error-exitcode=1.
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <valgrind/memcheck.h>

#include <cstdint>
#include <cstdio>
#include <vector>

#include "mbedtls/bignum.h"
#include "modexp/fused.h"
#include "modexp/words.h"

extern "C" void mbedtls_mpi_core_gcd_modinv_odd(mbedtls_mpi_uint* G, mbedtls_mpi_uint* I, const mbedtls_mpi_uint* A,
                                                size_t A_limbs, const mbedtls_mpi_uint* N, size_t N_limbs,
                                                mbedtls_mpi_uint* T);

namespace {

using imskit::modexp::Word;
using imskit::modexp::word_bits;

void fill(mbedtls_mpi& number, std::size_t bits, std::uint64_t seed) {
  mbedtls_mpi_init(&number);
  if (mbedtls_mpi_grow(&number, bits / word_bits) != 0) return;
  for (std::size_t i = 0; i < number.n; ++i) {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    number.p[i] = static_cast<Word>(seed ^ (seed >> 29));
  }
}

void mark_secret(mbedtls_mpi& number) { VALGRIND_MAKE_MEM_UNDEFINED(number.p, number.n * sizeof(Word)); }

// The size of a modulus and that it is odd are public, so its highest bit and its lowest bit stay defined.
void mark_secret_modulus(mbedtls_mpi& number) {
  number.p[0] |= 1;
  number.p[number.n - 1] |= Word{1} << (word_bits - 1);
  Word all_but_one = ~Word{1};
  (void)VALGRIND_MAKE_MEM_UNDEFINED(number.p, (number.n - 1) * sizeof(Word));
  (void)VALGRIND_SET_VBITS(number.p, &all_but_one, sizeof(Word));
}

Word published(mbedtls_mpi& number) {
  (void)VALGRIND_MAKE_MEM_DEFINED(number.p, number.n * sizeof(Word));
  return number.p[0];
}

}  // namespace

int main() {
  if (RUNNING_ON_VALGRIND == 0) return 2;
  Word check = 0;
  struct Case {
    std::size_t bits;
    imskit::modexp::FusedFunction* fused;
  };
  for (const auto [bits, fused] :
       {Case{1024, nullptr}, Case{1536, nullptr}, Case{1024, imskit_fused_power}, Case{1536, imskit_fused_power}}) {
    imskit_use_fused(fused);
    // The same as in mbedtls_rsa_private: T to the power of the blinded exponent, modulo a prime factor.
    mbedtls_mpi modulus, base, exponent, result;
    fill(modulus, bits, 1);
    fill(base, 2 * bits, 2);
    fill(exponent, bits + 256, 3);
    mbedtls_mpi_init(&result);
    mark_secret_modulus(modulus);
    mark_secret(base);
    mark_secret(exponent);
    if (mbedtls_mpi_exp_mod(&result, &base, &exponent, &modulus, nullptr) != 0) return 3;
    check ^= published(result);

    // The same as when the results modulo both prime factors are combined.
    if (mbedtls_mpi_mod_mpi(&result, &base, &modulus) != 0) return 4;
    check ^= published(result);

    // The same as for blinding: the inverse of a random number modulo a prime factor.
    std::vector<Word> g(modulus.n), inverse(modulus.n), scratch(5 * modulus.n);
    mbedtls_mpi_core_gcd_modinv_odd(g.data(), inverse.data(), base.p, modulus.n - 1, modulus.p, modulus.n,
                                    scratch.data());
    (void)VALGRIND_MAKE_MEM_DEFINED(inverse.data(), inverse.size() * sizeof(Word));
    check ^= inverse[0];
    for (auto* number : {&modulus, &base, &exponent, &result}) {
      published(*number);
      mbedtls_mpi_free(number);
    }
  }
  std::printf("%llx\n", static_cast<unsigned long long>(check));
}
