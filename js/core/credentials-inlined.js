// The module that imports credentials, as the package brings it. Loaded on demand.
export { default as create } from '../../dist/credentials.js'
export { default as wasm } from '../../dist/credentials-wasm.js'
