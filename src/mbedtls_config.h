// The smallest Mbed TLS that signs and verifies RS256. Randomness comes from getentropy, through private_key.cpp.
#pragma once

#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_MD_C
#define MBEDTLS_OID_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_RSA_C
#define MBEDTLS_SHA256_C

// Measured: the fastest first signature, and as fast as wider windows after it.
#define MBEDTLS_MPI_WINDOW_SIZE 3
