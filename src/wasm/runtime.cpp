// Replacements for functions of the C library: the linker redirects calls here (--wrap).
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstring>

extern "C" {

// nlohmann calls it for numbers with a fraction or exponent. The core never uses their values: options take whole
// numbers only, and JavaScript parses the content of a JWT. Parsing them correctly would add 6 KB to the package.
double __wrap_strtod(const char* text, char** end) {
  *end = const_cast<char*>(text) + std::strlen(text);
  return 0;
}

// nlohmann calls it to write a control character as \u001f, and for numbers that the core never writes. All of printf
// would cost 4 KB.
int __wrap_snprintf(char* out, std::size_t size, const char* format, ...) {
  constexpr std::size_t needed = sizeof "\\u001f";
  if (size < needed || std::strcmp(format, "\\u%04x") != 0) {
    if (size > 0) *out = '\0';
    return 0;
  }
  std::va_list arguments;
  va_start(arguments, format);
  const unsigned character = va_arg(arguments, unsigned);
  va_end(arguments);
  std::strcpy(out, "\\u0000");
  for (int digit = 0; digit < 4; ++digit) out[5 - digit] = "0123456789abcdef"[(character >> (4 * digit)) & 15];
  return needed - 1;
}

// embind registers all types that it knows. Only numbers and booleans cross here (channel.h): without the registrations
// of the others, 4 KB of JavaScript are not needed.
void __wrap__embind_register_bigint(const void*, const char*, std::size_t, std::int64_t, std::uint64_t) {}
void __wrap__embind_register_emval(const void*) {}
void __wrap__embind_register_memory_view(const void*, unsigned, const char*) {}
void __wrap__embind_register_std_string(const void*, const char*) {}
void __wrap__embind_register_std_wstring(const void*, std::size_t, const char*) {}

// sprintf, as the compiler calls it if there are no fractions. embind uses it to name a type that is not bound, in an
// error that cannot happen here.
int __wrap_siprintf(char* out, const char*, ...) {
  *out = '\0';
  return 0;
}
}

// The standard library would print the reason. JavaScript only needs the trap.
_LIBCPP_BEGIN_NAMESPACE_STD
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) { __builtin_trap(); }
_LIBCPP_END_NAMESPACE_STD
