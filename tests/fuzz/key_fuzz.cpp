// libFuzzer: whatever bytes are pasted as a key, there is one report, usable or with an issue that says why, in bounded
// work; and reading the key that a report gives out is reading the same key.
#include <cstdlib>
#include <string>

#include "pem.h"
#include "private_key.h"
#include "repair.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  const Secret input(as_text({data, size}));  // a heap block of the exact size
  const KeyReport report = inspect_key(input.text(), {.passphrase = "test"});
  require(report.usable == report.issues.empty());
  require(report.issues.size() <= 1);
  if (report.usable) require(PublicKey::read(report.public_key_pem).has_value());

  // Mending twice is mending once, but for what was packed more often than is undone.
  std::string once(input.text());
  if (size <= 4096) {
    repair_text(once);
    std::string twice = once;
    for (int i = 0; i < 8 && !repair_text(twice).empty(); ++i) {
    }
    require(twice.size() <= 2 * input.size() + 16);
  }
  (void)inspect_key("x", {.certificate = input.text(), .now_seconds = 0});
  return 0;
}
