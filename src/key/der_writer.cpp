#include "der_writer.h"

#include "mbedtls/asn1write.h"
#include "mbedtls/oid.h"

namespace imskit {

void DerWriter::number(const mbedtls_mpi& value) { mbedtls_asn1_write_mpi(&at_, start_, &value); }

void DerWriter::small_number(int value) { mbedtls_asn1_write_int(&at_, start_, value); }

void DerWriter::rsa_algorithm() {
  mbedtls_asn1_write_algorithm_identifier(&at_, start_, MBEDTLS_OID_PKCS1_RSA, sizeof MBEDTLS_OID_PKCS1_RSA - 1, 0);
}

void DerWriter::wrap(Tag tag) {
  mbedtls_asn1_write_len(&at_, start_, written().size());
  mbedtls_asn1_write_tag(&at_, start_, static_cast<unsigned char>(tag));
}

}  // namespace imskit
