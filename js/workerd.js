// The entry on Workers, which compile no WebAssembly while they run: the modules are deployed
// with them.
import core from 'imskit/core.wasm'
import wasm from 'imskit/credentials.wasm'
import create from '../dist/credentials.js'
import { createLoad } from './core/load.js'

export { ImsError } from './core/errors.js'

export const load = createLoad(core, { credentials: async () => ({ create, wasm }) })
