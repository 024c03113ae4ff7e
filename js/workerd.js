// The entry on Workers, which compile no WebAssembly while they run: there the core is a module that is deployed with them.
import core from 'imskit/core.wasm'
import { createLoad } from './core/load.js'

export { ImsError } from './core/errors.js'

export const load = createLoad(core)
