// libFuzzer: whatever PEM is read from a text, written again it is read as the same, with nothing to mend; and mending
// ends, in text that is not much longer.
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

using Read = std::expected<PemBlock, KeyCode> (*)(std::string);

void check(Read read, std::string_view text) {
  const auto block = read(std::string(text));
  // What is encrypted in the old way has headers, which are not written.
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
  check(read_private_pem, input.text());
  check(read_public_pem, input.text());

  // Mending twice is mending once, but for what was packed more often than is undone.
  std::string text(input.text());
  for (int i = 0; i < 9 && !repair_text(text).empty(); ++i) {
  }
  require(text.size() <= 2 * input.size() + 16);
  return 0;
}
