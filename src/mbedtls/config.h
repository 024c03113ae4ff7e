// The smallest Mbed TLS that opens keys and signs and verifies RS256. Randomness comes from getentropy, through
// base/random.h.
#pragma once

// RSA signatures
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_MD_C
#define MBEDTLS_OID_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_RSA_C
#define MBEDTLS_SHA256_C

// Encrypted keys, and the fingerprint of a certificate
#define MBEDTLS_AES_C
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_CIPHER_C
#define MBEDTLS_CIPHER_MODE_CBC
#define MBEDTLS_CIPHER_PADDING_PKCS7
#define MBEDTLS_DES_C
#define MBEDTLS_MD5_C
#define MBEDTLS_PKCS5_C
#define MBEDTLS_SHA1_C
#define MBEDTLS_SHA224_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C

// As loops, which are smaller. SHA-256 is not, because every validation and most passphrases need it.
#define MBEDTLS_SHA512_SMALLER

#if defined(__wasm__) && !defined(IMSKIT_STOCK_ARITHMETIC)
// The step of long multiplications and divisions, d += s·b with carry c. In WebAssembly this is one multiplication and
// two additions of 64 bits. Mbed TLS's own version finds the carries by comparisons.
#define MULADDC_X1_INIT
#define MULADDC_X1_CORE                                           \
  {                                                               \
    const mbedtls_t_udbl r = (mbedtls_t_udbl) * s++ * b + *d + c; \
    *d++ = (mbedtls_mpi_uint)r;                                   \
    c = (mbedtls_mpi_uint)(r >> 32);                              \
  }
#define MULADDC_X1_STOP
#endif

// Only for the arithmetic that benchmarks compare with: the fastest first signature, and later ones as fast as with
// wider windows.
#define MBEDTLS_MPI_WINDOW_SIZE 3
