// The functions that JavaScript calls. With channel.cpp, the only file that includes Emscripten. It converts and
// decides nothing.
#include <emscripten/bind.h>
#include <emscripten/em_js.h>

#include <tuple>

#include "api.h"
#include "channel.h"
#include "contexts.h"
#include "modexp/fused.h"

// Calls the function of the module with relaxed SIMD, which js/core/boundary.js opens.
EM_JS(bool, fused_power, (const imskit::modexp::FusedPower* power), { return Module.fusedPower(power); });

namespace {

using imskit::api::Answer;
using imskit::api::View;
using imskit::wasm::Channel;

Channel channel;
imskit::api::Contexts contexts;

int address_of(const void* data) { return static_cast<int>(reinterpret_cast<std::size_t>(data)); }

// Runs a call whose answer JavaScript fetches, and wipes what it leaves behind.
template <typename Call>
[[gnu::noinline]] int run(const Call& call) {
  return channel.answer(call());
}
template <typename Call>
int enter(int bytes, const Call& call) {
  const int size = run(call);
  channel.clear(static_cast<std::size_t>(bytes));
  imskit::wasm::wipe_stack();
  return size;
}

// A function of api.h that takes texts, as one that takes their sizes.
template <auto function>
struct Bound;

template <typename... Views, Answer (*function)(Views...)>
struct Bound<function> {
  static int call(std::conditional_t<true, int, Views>... sizes) {
    return enter((sizes + ... + 0), [=] {
      std::size_t start = 0;
      const auto take = [&](int size) {
        const View part(channel.given_text(start + static_cast<std::size_t>(size)).substr(start));
        start += part.size();
        return part;
      };
      return std::apply(function, std::tuple<std::conditional_t<true, View, Views>...>{take(sizes)...});
    });
  }
};

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

// `fields` has a bit for each field, in the order of the field table; `now` is in seconds since 1970.
int validate(int sizes, int bytes, int handle, int fields, bool client_credentials, double now) {
  return enter(bytes, [=] {
    imskit::Context& context = contexts[static_cast<std::size_t>(handle)];
    context.fields = imskit::FieldSet(static_cast<unsigned>(fields));
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
  function("textAddress", +[](int bytes) { return address_of(channel.text(static_cast<std::size_t>(bytes))); });
  function("sizesAddress", +[](int count) { return address_of(channel.sizes(static_cast<std::size_t>(count))); });
  function("textRoom", +[] { return static_cast<int>(Channel::small_text); });
  function("sizesRoom", +[] { return static_cast<int>(Channel::small_sizes); });
  function("answerAddress", +[] { return address_of(channel.answered()); });
  function(
      "neededFields", +[](int fields) {
        return static_cast<int>(imskit::needed_fields(imskit::FieldSet(static_cast<unsigned>(fields))).to_ulong());
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
  function("importCredentials", &Bound<api::import_credentials>::call);
  function("exportPkcs8", &Bound<api::export_pkcs8>::call);
  function("nameKey", &Bound<api::name_key>::call);
}
