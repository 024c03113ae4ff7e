// Why the form could not be started.

/** The smallest module with a 128-bit vector, which the core needs. */
const withVector = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]

/**
 * The text for a failure to load the core.
 * @param {unknown} error
 * @returns {'startUnsupported' | 'startBlocked' | 'startFailed'}
 */
export function explainStart(error) {
  const { WebAssembly } = globalThis
  if (!WebAssembly?.validate(new Uint8Array(withVector))) return 'startUnsupported'
  // Validating is allowed under every policy. If the engine can run the core and does not compile it, the policy forbids it.
  const { code, hint } = /** @type {{ code?: string, hint?: string }} */ (error ?? {})
  return code === 'ERR_WASM_UNAVAILABLE' && hint ? 'startBlocked' : 'startFailed'
}
