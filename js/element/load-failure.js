// Why the form could not be loaded.

/** The smallest module with a 128-bit vector, which the core needs. */
const withVector = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
])

/**
 * Finds the text for a failure to load the core. Every policy allows validating a module, so an engine that can run the core
 * but does not compile it has a policy that forbids it.
 * @returns {Promise<'startUnsupported' | 'startBlocked' | 'startFailed'>}
 */
export async function explainLoadFailure() {
  const { WebAssembly } = globalThis
  if (!WebAssembly?.validate(withVector)) return 'startUnsupported'
  return WebAssembly.compile(withVector).then(
    () => 'startFailed',
    () => 'startBlocked',
  )
}
