// The boundary to the core: text and bytes in, JSON values out, every copy wiped.
import createCore from '../../dist/core.js'
import { ImsError } from './errors.js'

/**
 * @typedef {WebAssembly.Module | ArrayBuffer | Uint8Array<ArrayBuffer> | URL | string} WasmSource
 * @typedef {(name: string, ...inputs: (string | Uint8Array)[]) => any} Call
 */

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** How every DER begins, and no JSON object. */
export const derSequence = 0x30

const needs =
  'It needs WebAssembly with 128-bit vectors (Chrome 91, Firefox 89, Safari 16.4, Node 16.4), and where there is a Content Security Policy, wasm-unsafe-eval in it.'

/**
 * @param {WasmSource} source a compiled module, its bytes, or a URL to fetch it from
 * @throws {ImsError} ERR_WASM_UNAVAILABLE
 */
export async function compile(source) {
  if (source instanceof WebAssembly.Module) return source
  const bytes = typeof source === 'string' || source instanceof URL ? await download(source) : source
  return WebAssembly.compile(bytes).catch((error) => {
    if (!(error instanceof WebAssembly.CompileError)) throw error
    throw new ImsError('ERR_WASM_UNAVAILABLE', 'The core cannot be compiled here.', { hint: needs })
  })
}

/** @param {URL | string} source */
async function download(source) {
  const response = await fetch(source)
  if (response.ok) return response.arrayBuffer()
  throw new ImsError('ERR_WASM_UNAVAILABLE', `The core could not be fetched: HTTP ${response.status}.`)
}

/** @param {string} inlined a backtick, and two hexadecimal digits a byte @returns {Uint8Array<ArrayBuffer>} */
export function decodeInlined(inlined) {
  const hex = inlined.slice(1)
  if ('fromHex' in Uint8Array) return /** @type {any} */ (Uint8Array).fromHex(hex) // five times as fast
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = (digit(hex.charCodeAt(2 * i)) << 4) | digit(hex.charCodeAt(2 * i + 1))
  return bytes
}

/** @param {number} code of 0–9 or a–f */
const digit = (code) => (code & 15) + 9 * (code >> 6)

/** @param {Uint8Array} bytes @returns {string} RFC 4648 section 4 */
export const encodeBase64 = (bytes) => btoa(String.fromCharCode(...bytes))

/** @param {Uint8Array} der of a private key, which is wiped @returns {string} PEM (RFC 7468 section 10) */
export function writePkcs8(der) {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? []
  der.fill(0)
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
}

/** @param {string} text RFC 4648 section 4 */
export function decodeBase64(text) {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i) // ten times as fast as Uint8Array.from here
  return bytes
}

/**
 * The function of src/mbedtls/modexp/fused.cpp, in the core's memory. It says no where this engine has no relaxed SIMD.
 * @param {string} fused its module, inlined; empty for none @param {WebAssembly.Memory} memory
 * @returns {(power: number) => unknown}
 */
function openFused(fused, memory) {
  const bytes = decodeInlined(fused)
  if (!WebAssembly.validate(bytes)) return () => false
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return /** @type {any} */ (exports).imskit_fused_power
}

/**
 * An instance, made synchronously: the glue sets up everything before it returns where its hook does.
 * @param {WebAssembly.Module} module @param {string} fused
 */
function instantiate(module, fused) {
  /** @type {ReturnType<typeof openFused> | undefined} */
  let fusedPower
  const core = {
    /** @type {WebAssembly.Memory | undefined} set by the glue */
    wasmMemory: undefined,
    /** @param {WebAssembly.Imports} imports @param {(instance: WebAssembly.Instance) => void} done */
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, imports)
      done(instance)
      return instance.exports
    },
    /** Called when first something is signed. @param {number} power its address */
    fusedPower(power) {
      fusedPower ??= openFused(fused, /** @type {WebAssembly.Memory} */ (core.wasmMemory))
      return fusedPower(power)
    },
  }
  createCore(core)
  return /** @type {Record<string, (...inputs: Uint8Array[]) => Uint8Array>} */ (/** @type {unknown} */ (core))
}

/**
 * What calls the functions of `src/api/api.h` by name.
 * @param {WebAssembly.Module} module
 * @param {string} [fused] the module of src/mbedtls/modexp/fused.cpp, inlined, where signing is to be as fast as the engine can
 * @returns {Call} throws ImsError, or TypeError for a wrong argument
 */
export function createCall(module, fused = '') {
  let core = instantiate(module, fused)
  return (name, ...inputs) => {
    const arrays = inputs.map((input) => (typeof input === 'string' ? encoder.encode(input) : input))
    let output
    try {
      output = /** @type {(...inputs: Uint8Array[]) => Uint8Array} */ (core[name])(...arrays)
    } catch {
      core = instantiate(module, fused) // a trap may have left anything behind: the instance is not used again
      throw new ImsError('ERR_CORE_FAILED', 'The core failed, most likely for lack of memory; it was started anew.')
    } finally {
      for (const [i, array] of arrays.entries()) if (array !== inputs[i]) array.fill(0) // the caller's bytes are his
    }
    if (output[0] === derSequence) return output // a key, to be handed on and wiped
    const { value, error } = JSON.parse(decoder.decode(output))
    output.fill(0)
    if (!error) return value
    const { code, message, ...details } = error
    throw code === 'ERR_ARGUMENT' ? new TypeError(message) : new ImsError(code, message, details)
  }
}
