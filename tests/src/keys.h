// The keys of tests/vectors, and text helpers for tests. The keys are test-only, made by `openssl genpkey`.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace imskit {

inline std::string read_vector(std::string_view name) {
  const std::string path = std::string(IMSKIT_VECTORS) + "/" + std::string(name);
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  std::string text;
  if (!file) return text;
  char buffer[4096];
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, file.get())) text.append(buffer, size);
  return text;
}

}  // namespace imskit
