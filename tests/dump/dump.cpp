// Uses a key natively and writes all memory of the process to two files, as a core dump would: while the key is in use,
// and afterwards. tests/assure/dump.test.js searches them.   dump KEY PASSPHRASE DURING AFTER   (files)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "api.h"
#include "modexp/fused.h"
#include "rsa_key.h"
#include "secret.h"

// The standard library is not linked with --wrap, so this wipes what it frees.
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace {

using imskit::Secret;

// Does not use a buffer of the C library, which nothing would wipe.
Secret read_file(const char* path) {
  struct stat file{};
  const int from = open(path, O_RDONLY);
  fstat(from, &file);
  Secret bytes(static_cast<std::size_t>(file.st_size));
  if (read(from, bytes.data(), bytes.size()) != file.st_size) std::abort();
  close(from);
  return bytes;
}

void write_memory(const char* path) {
  const int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  FILE* maps = std::fopen("/proc/self/maps", "r");
  if (to < 0 || !maps) std::abort();
  std::array<char, 512> line{};
  while (std::fgets(line.data(), line.size(), maps)) {
    std::uintptr_t begin = 0, end = 0;
    char writable = 0;
    if (std::sscanf(line.data(), "%" SCNxPTR "-%" SCNxPTR " r%c", &begin, &end, &writable) != 3 || writable != 'w')
      continue;
    if (write(to, reinterpret_cast<const void*>(begin), end - begin) < 0) std::abort();
  }
  std::fclose(maps);
  close(to);
}

[[gnu::noinline]] void use(const char* key_file, const char* passphrase_file, const char* during) {
  const Secret key = read_file(key_file);
  const Secret passphrase = read_file(passphrase_file);
  const auto opened = imskit::PrivateKey::read(key.text(), passphrase.text()).key;
  if (!opened || !opened->sign("text")) std::abort();
  const std::string named = R"({"passphrase":")" + std::string(passphrase.text()) + R"("})";
  std::vector<std::int32_t> sizes(imskit::field_count + 1, static_cast<std::int32_t>(imskit::api::Unfit::absent));
  sizes[static_cast<std::size_t>(imskit::Field::private_key)] = static_cast<std::int32_t>(key.size());
  sizes[static_cast<std::size_t>(imskit::Field::passphrase)] = static_cast<std::int32_t>(passphrase.size());
  const std::string text = std::string(key.text()) + std::string(passphrase.text());
  imskit::Context context;
  const imskit::api::Answer answers[] = {
      imskit::api::sign("", "{}", key.text(), passphrase.text()),
      imskit::api::validate({sizes, text}, context),
      imskit::api::inspect_key(key.text(), named),
  };
  write_memory(during);
}

// Wipes where the frames of `use` and of everything that it called were.
[[gnu::noinline]] void wipe_stack() {
  std::array<std::uint8_t, 1 << 18> below;
  imskit::wipe(below.data(), below.size());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) return 2;
  imskit_use_fused(imskit_fused_power);
  use(arguments[1], arguments[2], arguments[3]);
  wipe_stack();
  write_memory(arguments[4]);
}
