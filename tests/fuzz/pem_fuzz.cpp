// libFuzzer: a block that was read from any text and written as PEM reads as the same block without a repair. Repairing
// a text ends, and does not make it much longer.
#include "fuzz.h"
#include "pem.h"

namespace imskit {
namespace {

std::string_view label_of(DerKind kind) {
  switch (kind) {
    case DerKind::pkcs8:
      return "PRIVATE KEY";
    case DerKind::pkcs1:
      return "RSA PRIVATE KEY";
    case DerKind::encrypted_pkcs8:
      return "ENCRYPTED PRIVATE KEY";
    case DerKind::public_key:
      return "PUBLIC KEY";
    default:
      return "CERTIFICATE";
  }
}

using Read = std::expected<PemBlock, KeyCode> (*)(std::string_view);

void check(Read read, std::string_view text) {
  const auto block = read(text);
  // A legacy encrypted key has headers, which write_pem does not write.
  if (!block || block->encryption) return;
  const auto again = read(write_pem(label_of(block->kind), block->der.bytes()));
  if (block->der.size() == 0) return;
  require(again && again->kind == block->kind && again->der.text() == block->der.text() && again->repairs.empty());
}

}  // namespace
}  // namespace imskit

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  const Secret input = input_of(data, size);
  check([](std::string_view text) { return read_private_pem(text); }, input.text());
  check(read_public_pem, input.text());

  // Text that was encoded many times takes as many rounds.
  std::string text(input.text());
  for (int i = 0; i < 9 && !repair_text(text).empty(); ++i) {
  }
  require(text.size() <= 2 * input.size() + 16);
  return 0;
}
