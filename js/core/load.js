import { createApi } from './api.js'
import { decodeInlined } from './inlined.js'
import { compile } from './instance.js'

/**
 * `load`, on the copy of the core that the package brings for a runtime.
 * @param {WebAssembly.Module | string} core a module, or one that is inlined
 * @param {import('./api.js').Parts} parts
 */
export function createLoad(core, parts) {
  const open = (/** @type {import('./instance.js').WasmSource} */ source) =>
    compile(source).then((module) => createApi(module, parts))
  /** @type {Promise<import('./api.js').Ims> | undefined} */
  let loading

  /**
   * Loads the core, once; everything is synchronous after it.
   * @param {{ wasm?: import('./instance.js').WasmSource }} [options] `wasm`: a compiled module, its bytes, or a URL to fetch it
   *   from, instead of the copy inside the package
   * @returns {Promise<import('./api.js').Ims>}
   */
  return function load({ wasm } = {}) {
    if (wasm !== undefined) return open(wasm)
    loading ??= open(typeof core === 'string' ? decodeInlined(core) : core)
    loading.catch(() => {
      loading = undefined // so that a later call tries again
    })
    return loading
  }
}
