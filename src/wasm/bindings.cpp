// The only file that knows Emscripten: bytes in, bytes out. It converts and decides nothing.
#include <emscripten/bind.h>
#include <emscripten/em_js.h>
#include <emscripten/stack.h>
#include <emscripten/val.h>

#include "api.h"
#include "modexp/fused.h"
#include "secret.h"

// The function of the module beside this one, as js/core/boundary.js reaches it.
EM_JS(bool, fused_power, (const imskit::modexp::FusedPower* power), { return Module.fusedPower(power); });

namespace {

using emscripten::typed_memory_view;
using emscripten::val;
using imskit::Secret;

Secret to_bytes(const val& array) {
  Secret bytes(array["length"].as<std::size_t>());
  // The view is made after the allocation: a heap that grows detaches the ones before.
  val(typed_memory_view(bytes.size(), bytes.data())).call<void>("set", array);
  return bytes;
}

val to_array(std::string_view text) {
  return val::global("Uint8Array")
      .new_(typed_memory_view(text.size(), reinterpret_cast<const std::uint8_t*>(text.data())));
}

// Everything below the frame of the caller, where the call that has returned may have left parts of a secret.
[[gnu::noinline]] void wipe_stack() {
  const std::size_t end = emscripten_stack_get_end();
  imskit::wipe(reinterpret_cast<void*>(end), emscripten_stack_get_current() - end);
}

template <auto function>
struct Bound;

template <typename... Views, imskit::api::Text (*function)(Views...)>
struct Bound<function> {
  [[gnu::noinline]] static val run(const std::conditional_t<true, val, Views>&... arrays) {
    return to_array(function(to_bytes(arrays).text()...));
  }

  static val call(std::conditional_t<true, val, Views>... arrays) {
    val answer = run(arrays...);
    wipe_stack();
    return answer;
  }
};

}  // namespace

EMSCRIPTEN_BINDINGS(imskit) {
  namespace api = imskit::api;
  imskit_use_fused(fused_power);
  emscripten::function("describe", &Bound<api::describe>::call);
  emscripten::function("validate", &Bound<api::validate>::call);
  emscripten::function("claims", &Bound<api::claims>::call);
  emscripten::function("signingInput", &Bound<api::signing_input>::call);
  emscripten::function("signJwt", &Bound<api::sign_jwt>::call);
  emscripten::function("sign", &Bound<api::sign>::call);
  emscripten::function("verify", &Bound<api::verify>::call);
  emscripten::function("decode", &Bound<api::decode>::call);
  emscripten::function("inspectKey", &Bound<api::inspect_key>::call);
  emscripten::function("importCredentials", &Bound<api::import_credentials>::call);
  emscripten::function("exportPkcs8", &Bound<api::export_pkcs8>::call);
  emscripten::function("nameKey", &Bound<api::name_key>::call);
}
