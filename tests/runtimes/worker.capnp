using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = [(name = "main", worker = (
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["nodejs_compat"],
  modules = [
    (name = "worker.js", esModule = embed "bundle/worker.js"),
    (name = "core.wasm", wasm = embed "bundle/core.wasm"),
    (name = "credentials.wasm", wasm = embed "bundle/credentials.wasm"),
  ],
))]);
