import { createApi } from './api.js'
import { compile } from './core.js'

/**
 * `load`, on the copy of the core that the package brings for a runtime.
 * @param {() => import('./core.js').WasmSource} readCopy @param {import('./core.js').ReadFused} [readFused]
 */
export function createLoad(readCopy, readFused) {
  const open = (/** @type {import('./core.js').WasmSource} */ source) =>
    compile(source).then((module) => createApi(module, readFused))
  /** @type {Promise<import('./api.js').Ims> | undefined} */
  let loading

  /**
   * Loads the core, once; everything is synchronous after it.
   * @param {{ wasm?: import('./core.js').WasmSource }} [options] `wasm`: a compiled module, its bytes, or a URL to fetch it
   *   from, instead of the copy inside the package
   * @returns {Promise<import('./api.js').Ims>}
   */
  return function load({ wasm } = {}) {
    if (wasm !== undefined) return open(wasm)
    loading ??= open(readCopy())
    return loading
  }
}
