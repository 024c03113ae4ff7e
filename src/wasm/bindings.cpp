// The functions of core.wasm. The files of this folder are the only ones that include Emscripten. They convert and
// decide nothing.
#include <emscripten/bind.h>
#include <emscripten/em_js.h>

#include "api.h"
#include "bound.h"
#include "contexts.h"
#include "modexp/fused.h"

// Calls the function of the module with relaxed SIMD, which js/core/boundary.js opens.
EM_JS(bool, fused_power, (const imskit::modexp::FusedPower* power), { return Module.fusedPower(power); });

namespace {

using imskit::api::View;
using imskit::wasm::Bound;
using imskit::wasm::channel;
using imskit::wasm::Channel;
using imskit::wasm::enter;

imskit::api::Contexts contexts;

// A function of api.h that takes a connection and options.
template <auto function>
int with_options(int sizes, int bytes, int options) {
  return enter(bytes + options, [=] {
    const View text = channel.given_text(static_cast<std::size_t>(bytes + options));
    const auto given = channel.given_sizes(static_cast<std::size_t>(sizes));
    return function({given, text.substr(0, static_cast<std::size_t>(bytes))},
                    text.substr(static_cast<std::size_t>(bytes)));
  });
}

// `fields` has a bit for each field, in the order of the field table; `complete` is false if only neededFields were
// given; `now` is in seconds since 1970.
int validate(int sizes, int bytes, int handle, int fields, bool complete, bool client_credentials, double now) {
  return enter(bytes, [=] {
    imskit::Context& context = contexts[static_cast<std::size_t>(handle)];
    context.fields = imskit::FieldSet::from_bits(static_cast<unsigned>(fields));
    context.complete = complete;
    context.client_credentials = client_credentials;
    context.now_seconds = static_cast<std::int64_t>(now);
    return imskit::api::validate(
        {channel.given_sizes(static_cast<std::size_t>(sizes)), channel.given_text(static_cast<std::size_t>(bytes))},
        context);
  });
}

// Returns a handle, or -1 - n for an error of n bytes.
int prepare(int sizes, int bytes, int options) {
  const std::size_t handle = contexts.add();
  const View text = channel.given_text(static_cast<std::size_t>(bytes + options));
  const int size = channel.answer(imskit::api::prepare(channel.given_sizes(static_cast<std::size_t>(sizes)),
                                                       text.substr(0, static_cast<std::size_t>(bytes)),
                                                       text.substr(static_cast<std::size_t>(bytes)), contexts[handle]));
  channel.clear(static_cast<std::size_t>(bytes + options));
  if (size == 0) return static_cast<int>(handle);
  contexts.remove(handle);
  return size;
}

}  // namespace

EMSCRIPTEN_BINDINGS(imskit) {
  namespace api = imskit::api;
  using emscripten::function;
  imskit_use_fused(fused_power);
  imskit::wasm::bind_channel();
  function(
      "sizesAddress",
      +[](int count) { return imskit::wasm::address_of(channel.sizes(static_cast<std::size_t>(count))); });
  function("textRoom", +[] { return static_cast<int>(Channel::small_text); });
  function("sizesRoom", +[] { return static_cast<int>(Channel::small_sizes); });
  function(
      "neededFields", +[](int fields) {
        return static_cast<int>(
            imskit::needed_fields(imskit::FieldSet::from_bits(static_cast<unsigned>(fields))).bits());
      });
  function("prepare", &prepare);
  function("release", +[](int handle) { contexts.remove(static_cast<std::size_t>(handle)); });
  function("validate", &validate);
  function("applyFix", &with_options<api::apply_fix>);
  function("claims", &with_options<api::claims>);
  function("signingInput", &with_options<api::signing_input>);
  function("signJwt", &with_options<api::sign_jwt>);
  function("describe", &Bound<api::describe>::call);
  function("fieldNames", &Bound<api::field_names>::call);
  function("sign", &Bound<api::sign>::call);
  function("verify", &Bound<api::verify>::call);
  function("decode", &Bound<api::decode>::call);
  function("inspectKey", &Bound<api::inspect_key>::call);
  function("exportPkcs8", &Bound<api::export_pkcs8>::call);
  function("nameKey", &Bound<api::name_key>::call);
}
