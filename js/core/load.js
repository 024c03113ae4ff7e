import { createApi } from './api.js'
import { compile, compileInlined } from './instance.js'
import { requireOptions, rule } from './options.js'

const loadMembers = {
  wasm: rule(
    'a WebAssembly.Module, its bytes, or a URL',
    (value) =>
      typeof value === 'string' ||
      value instanceof URL ||
      value instanceof WebAssembly.Module ||
      value instanceof ArrayBuffer ||
      ArrayBuffer.isView(value),
  ),
}

/**
 * `load`, on the copy of the core that the package brings for a runtime.
 * @param {WebAssembly.Module | string} core a module, or one that is inlined
 * @param {import('./api.js').Parts} parts
 */
export function createLoad(core, parts) {
  /** @param {Promise<WebAssembly.Module>} compiling */
  const open = async (compiling) => createApi(await compiling, parts)
  /** @type {Promise<import('./types.js').Ims> | undefined} */
  let loading

  /**
   * @param {import('./types.js').LoadOptions} [options]
   * @returns {Promise<import('./types.js').Ims>}
   */
  return async function load(options = {}) {
    const { wasm } = requireOptions(options, loadMembers)
    if (wasm !== undefined) return open(compile(wasm))
    loading ??= open(compileInlined(core))
    loading.catch(() => {
      loading = undefined // so that a later call tries again
    })
    return loading
  }
}
