// Collects the WebAssembly instances of this process that have a memory. Import it before the core is loaded.

/** @type {WebAssembly.Instance[]} */
export const instances = []
const { Instance } = WebAssembly
WebAssembly.Instance = class extends Instance {
  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} [imports] */
  constructor(module, imports) {
    super(module, imports)
    if (memoryIn(this)) instances.push(this)
  }
}

/** @param {WebAssembly.Instance} instance */
function memoryIn({ exports }) {
  return Object.values(exports).find((value) => value instanceof WebAssembly.Memory)
}

/** @param {WebAssembly.Instance | undefined} instance @returns {ArrayBuffer} */
export const memoryOf = (instance) =>
  /** @type {WebAssembly.Memory} */ (memoryIn(/** @type {WebAssembly.Instance} */ (instance))).buffer
