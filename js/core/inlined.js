// Bytes inside a JavaScript string. scripts/inline.js writes what this reads.
import unpack from '../../dist/unpack.js'
import { decodeBase64 } from './base64.js'

const encoder = new TextEncoder()
const pageSize = 65_536

/** @type {WebAssembly.Module | undefined} of src/wasm/unpack.cpp */
let unpacker

/**
 * @param {string} inlined
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {WebAssembly.CompileError} if the page forbids WebAssembly
 */
export function decodeInlined(inlined) {
  unpacker ??= new WebAssembly.Module(decodeBase64(unpack))
  // The first page is the module's own; the text follows.
  const memory = new WebAssembly.Memory({ initial: 1 + Math.ceil(inlined.length / pageSize) })
  const { exports } = new WebAssembly.Instance(unpacker, { env: { memory } })
  const text = new Uint8Array(memory.buffer, pageSize)
  encoder.encodeInto(inlined, text)
  return text.subarray(0, /** @type {any} */ (exports).imskit_unpack(pageSize, inlined.length))
}
