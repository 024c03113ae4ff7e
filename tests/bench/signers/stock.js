// The same core with the unmodified arithmetic of Mbed TLS, as the baseline. `npm run bench` builds it.
import { readFile } from 'node:fs/promises'

const module = new URL('../../../build/wasm/core_stock', import.meta.url)
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** @returns {Promise<import('../rivals.js').Signer>} */
export async function prepare() {
  const { default: createCore } = await import(`${module}.js`)
  const wasm = await WebAssembly.compile(await readFile(new URL(`${module}.wasm`)))
  const core = {
    /** @param {WebAssembly.Imports} imports @param {(instance: WebAssembly.Instance) => void} done */
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(wasm, imports)
      done(instance)
      return instance.exports
    },
  }
  createCore(core)
  const { sign } = /** @type {{ sign: (...inputs: Uint8Array[]) => Uint8Array }} */ (/** @type {unknown} */ (core))
  return (pem, payload, passphrase = '') => {
    const inputs = ['', JSON.stringify(payload), pem, passphrase].map((text) => encoder.encode(text))
    return JSON.parse(decoder.decode(sign(...inputs))).value
  }
}
