// Credential import has a module of its own, which is loaded at the first import: most pages never need it.
import { openChannel } from './channel.js'
import { ImsError } from './errors.js'
import { compileInlined, instantiate } from './instance.js'

/**
 * @typedef {object} CredentialsModule
 * @property {(options: object) => unknown} create the glue of dist/credentials.js
 * @property {WebAssembly.Module | string} wasm a module, or one that is inlined
 */

/**
 * Returns a function that opens the module once. After a failure, the next call tries again.
 * @param {() => Promise<CredentialsModule>} loadModule
 */
export function createCredentialsOpener(loadModule) {
  const open = async () => {
    const { create, wasm } = await loadModule().catch(() => {
      const hint = 'Check the network and the Content Security Policy, then try again or reload the page.'
      throw new ImsError('ERR_WASM_UNAVAILABLE', 'The module that imports credentials cannot be loaded.', { hint })
    })
    const module = await compileInlined(wasm)
    return openChannel(() => instantiate(create, module))
  }
  /** @type {ReturnType<typeof open> | undefined} */
  let opening
  return () => {
    opening ??= open().catch((error) => {
      opening = undefined
      throw error
    })
    return opening
  }
}
