// Replaces js/index.js on the page. It loads the WebAssembly modules as separate files, which are smaller with brotli than
// modules inlined as text.
import { createApi } from '../js/core/api.js'
import { compile } from '../js/core/instance.js'

export { ImsError } from '../js/core/errors.js'

/** @type {Promise<import('imskit').Ims> | undefined} */
let loading

/** Compiles a file while it is downloaded. If that fails, `compile` tries again and says why. @param {URL} url */
const compileFile = (url) => WebAssembly.compileStreaming(fetch(url)).catch(() => compile(url))

const credentials = async () => ({
  create: (await import('../dist/credentials.js')).default,
  wasm: await compileFile(new URL('../dist/credentials.wasm', import.meta.url)),
})

/** Loads the core once. After a failure, the next call tries again. */
export function load() {
  loading ??= compileFile(new URL('../dist/core.wasm', import.meta.url)).then((module) =>
    createApi(module, { credentials }),
  )
  loading.catch(() => {
    loading = undefined
  })
  return loading
}
