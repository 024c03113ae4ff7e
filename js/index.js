import inlined from '../dist/wasm.js'
import { createApi } from './api.js'
import { compile, decodeHex } from './core.js'
import { ImsError } from './error.js'

export { ImsError }

/**
 * @typedef {import('./types.js').FieldName} FieldName
 * @typedef {import('./types.js').FormFieldName} FormFieldName
 * @typedef {import('./types.js').IssueCode} IssueCode
 * @typedef {import('./types.js').RepairCode} RepairCode
 * @typedef {import('./types.js').RuntimeEnvironmentKind} RuntimeEnvironmentKind
 * @typedef {import('./types.js').Connection} Connection
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./types.js').Context} Context
 * @typedef {import('./types.js').ClaimsOptions} ClaimsOptions
 * @typedef {import('./types.js').FormField} FormField
 * @typedef {import('./types.js').IssueRule} IssueRule
 * @typedef {import('./types.js').JsonObject} JsonObject
 * @typedef {import('./types.js').KeyReport} KeyReport
 * @typedef {import('./types.js').ListedCertificate} ListedCertificate
 * @typedef {import('./types.js').Tables} Tables
 * @typedef {import('./api.js').Ims} Ims
 */

/** @type {Promise<Ims> | undefined} */
let loading

/**
 * Loads the core, once; everything is synchronous after it.
 * @param {{ wasm?: import('./core.js').WasmSource }} [options] `wasm`: a compiled module, its bytes, or a URL to fetch it
 *   from, instead of the copy inside the package
 * @returns {Promise<Ims>}
 */
export function load({ wasm } = {}) {
  if (wasm !== undefined) return compile(wasm).then(createApi)
  loading ??= compile(decodeHex(inlined)).then(createApi)
  return loading
}
