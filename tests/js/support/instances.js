// The WebAssembly instances of this process, to look into their memory. To be imported before the core is loaded.

/** @type {WebAssembly.Instance[]} */
export const instances = []
const { Instance } = WebAssembly
WebAssembly.Instance = class extends Instance {
  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} [imports] */
  constructor(module, imports) {
    super(module, imports)
    instances.push(this)
  }
}

/** @param {WebAssembly.Instance} instance @returns {ArrayBuffer} */
export const memoryOf = ({ exports }) => {
  const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory)
  return /** @type {WebAssembly.Memory} */ (memory).buffer
}
