// Compiles and instantiates the core.
import createCore from '../../dist/core.js'
import { ImsError } from './errors.js'
import { decodeInlined } from './inlined.js'

/**
 * @typedef {import('./types.js').WasmSource} WasmSource
 *
 * The functions of src/wasm/bindings.cpp or credential_bindings.cpp.
 * @typedef {{ wasmMemory: WebAssembly.Memory, [name: string]: any }} Instance
 */

const needs =
  'It needs WebAssembly with 128-bit vectors (Chrome 114, Firefox 89, Safari 16.4, Node 20). A Content Security Policy must allow wasm-unsafe-eval.'

/**
 * @param {WasmSource} source a compiled module, its bytes, or a URL to fetch it from
 * @returns {Promise<WebAssembly.Module>}
 * @throws {ImsError} ERR_WASM_UNAVAILABLE
 */
export async function compile(source) {
  if (source instanceof WebAssembly.Module) return source
  const bytes = typeof source === 'string' || source instanceof URL ? await download(source) : source
  return compileBytes(() => /** @type {BufferSource} */ (bytes))
}

/**
 * Compiles what the package brings.
 * @param {WebAssembly.Module | string} core a module, or one that is inlined
 * @returns {Promise<WebAssembly.Module>}
 * @throws {ImsError} ERR_WASM_UNAVAILABLE
 */
export async function compileInlined(core) {
  return core instanceof WebAssembly.Module ? core : compileBytes(() => decodeInlined(core))
}

/** @param {() => BufferSource} read */
async function compileBytes(read) {
  try {
    return await WebAssembly.compile(read())
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error
    throw new ImsError('ERR_WASM_UNAVAILABLE', 'The core cannot be compiled.', { hint: needs })
  }
}

/**
 * Whether a URL is the path of a file that `fetch` cannot read: a file URL, or a relative one where nothing has a base URL.
 * @param {URL | string} source
 */
function isPath(source) {
  try {
    return new URL(source, globalThis.location?.href).protocol === 'file:'
  } catch {
    return true
  }
}

/** @param {URL | string} source */
async function download(source) {
  let hint = 'Check the URL that you passed to load({ wasm }). Without it, imskit uses the copy inside the package.'
  /** @type {string} */
  let reason
  try {
    const response = await fetch(source)
    if (response.ok) return await response.arrayBuffer()
    reason = `The server responded with HTTP ${response.status}.`
  } catch {
    if (isPath(source)) {
      reason = 'A file path or a relative URL cannot be fetched here.'
      hint = 'Pass the contents of the file, as in load({ wasm: await readFile(path) }), or an absolute URL.'
    } else reason = 'The network, the server or the Content Security Policy blocked the request.' // engines give no reason
  }
  throw new ImsError('ERR_WASM_UNAVAILABLE', `The core cannot be fetched. ${reason}`, { hint })
}

/**
 * Opens the function of src/mbedtls/modexp/fused.cpp in the memory of the core.
 * @param {string} fused its module, inlined; empty for none @param {WebAssembly.Memory} memory
 * @returns {(power: number) => unknown} returns false if the engine has no relaxed SIMD
 */
function openFused(fused, memory) {
  const bytes = fused && decodeInlined(fused)
  if (!bytes || !WebAssembly.validate(bytes)) return () => false
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return /** @type {any} */ (exports).imskit_fused_power
}

/**
 * Makes an instance synchronously: the glue sets up everything before it returns if its hook does.
 * @param {(options: object) => unknown} create of the glue
 * @param {WebAssembly.Module} module
 * @param {object} [hooks] that the module calls
 * @returns {Instance}
 */
export function instantiate(create, module, hooks = {}) {
  const instance = {
    ...hooks,
    /** @param {WebAssembly.Imports} imports @param {(instance: WebAssembly.Instance) => void} done */
    instantiateWasm(imports, done) {
      const made = new WebAssembly.Instance(module, imports)
      done(made)
      return made.exports
    },
  }
  create(instance)
  return /** @type {Instance} */ (/** @type {unknown} */ (instance))
}

/**
 * @param {WebAssembly.Module} module @param {string} fused
 * @returns {Instance}
 */
export function instantiateCore(module, fused) {
  /** @type {ReturnType<typeof openFused> | undefined} */
  let fusedPower
  const core = instantiate(createCore, module, {
    /** Called at the first signature. @param {number} power its address */
    fusedPower(power) {
      fusedPower ??= openFused(fused, core.wasmMemory)
      return fusedPower(power)
    },
  })
  return core
}
