// Mbed TLS's arithmetic under its own names again, for the target core_stock.
#include "mbedtls/bignum.h"

int stock_mpi_exp_mod(mbedtls_mpi* X, const mbedtls_mpi* A, const mbedtls_mpi* E, const mbedtls_mpi* N,
                      mbedtls_mpi* cache);
int stock_mpi_exp_mod_unsafe(mbedtls_mpi* X, const mbedtls_mpi* A, const mbedtls_mpi* E, const mbedtls_mpi* N,
                             mbedtls_mpi* cache);
int stock_mpi_mod_mpi(mbedtls_mpi* R, const mbedtls_mpi* A, const mbedtls_mpi* B);
void stock_mpi_core_gcd_modinv_odd(mbedtls_mpi_uint* G, mbedtls_mpi_uint* I, const mbedtls_mpi_uint* A, size_t A_limbs,
                                   const mbedtls_mpi_uint* N, size_t N_limbs, mbedtls_mpi_uint* T);

int mbedtls_mpi_exp_mod(mbedtls_mpi* X, const mbedtls_mpi* A, const mbedtls_mpi* E, const mbedtls_mpi* N,
                        mbedtls_mpi* cache) {
  return stock_mpi_exp_mod(X, A, E, N, cache);
}

int mbedtls_mpi_exp_mod_unsafe(mbedtls_mpi* X, const mbedtls_mpi* A, const mbedtls_mpi* E, const mbedtls_mpi* N,
                               mbedtls_mpi* cache) {
  return stock_mpi_exp_mod_unsafe(X, A, E, N, cache);
}

int mbedtls_mpi_mod_mpi(mbedtls_mpi* R, const mbedtls_mpi* A, const mbedtls_mpi* B) {
  return stock_mpi_mod_mpi(R, A, B);
}

void mbedtls_mpi_core_gcd_modinv_odd(mbedtls_mpi_uint* G, mbedtls_mpi_uint* I, const mbedtls_mpi_uint* A, size_t A_limbs,
                                     const mbedtls_mpi_uint* N, size_t N_limbs, mbedtls_mpi_uint* T) {
  stock_mpi_core_gcd_modinv_odd(G, I, A, A_limbs, N, N_limbs, T);
}

// The stock core has no other arithmetic.
void imskit_use_fused(void* function) { (void)function; }
