// The functions of credentials.wasm, which is loaded when a file is imported. It is separate from core.wasm because
// most pages never import one.
#include "api.h"
#include "bound.h"

EMSCRIPTEN_BINDINGS(imskit_credentials) {
  imskit::wasm::bind_channel();
  emscripten::function("importCredentials", &imskit::wasm::Bound<imskit::api::import_credentials>::call);
}
