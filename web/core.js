// Replaces js/index.js on the page: the core as a file of its own, 5 KB smaller with brotli than as text in a module.
import { createApi } from '../js/core/api.js'
import { compile } from '../js/core/instance.js'

export { ImsError } from '../js/core/errors.js'

/** @type {Promise<import('imskit').Ims> | undefined} */
let loading

/** Loads the core once. After a failure, the next call tries again. */
export function load() {
  loading ??= compile(new URL('../dist/core.wasm', import.meta.url)).then((module) => createApi(module))
  loading.catch(() => {
    loading = undefined
  })
  return loading
}
