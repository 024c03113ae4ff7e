import fused from '../dist/fused.js'
import core from '../dist/wasm.js'
import { createLoad } from './load.js'

export { ImsError } from './error.js'

/**
 * @typedef {import('./types.js').FieldName} FieldName
 * @typedef {import('./types.js').FormFieldName} FormFieldName
 * @typedef {import('./types.js').IssueCode} IssueCode
 * @typedef {import('./types.js').ErrorCode} ErrorCode
 * @typedef {import('./types.js').RepairCode} RepairCode
 * @typedef {import('./types.js').RuntimeEnvironmentKind} RuntimeEnvironmentKind
 * @typedef {import('./types.js').Connection} Connection
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./types.js').Context} Context
 * @typedef {import('./types.js').ClaimsOptions} ClaimsOptions
 * @typedef {import('./types.js').FormField} FormField
 * @typedef {import('./types.js').MoreField} MoreField
 * @typedef {import('./types.js').IssueRule} IssueRule
 * @typedef {import('./types.js').JsonObject} JsonObject
 * @typedef {import('./types.js').KeyReport} KeyReport
 * @typedef {import('./types.js').ListedCertificate} ListedCertificate
 * @typedef {import('./types.js').Tables} Tables
 * @typedef {import('./schema.js').Schema} Schema
 * @typedef {import('./api.js').Ims} Ims
 */

// Not functions that decode them: bundlers put the texts into these, and an engine reads a function again to run it.
export const load = createLoad(core, fused)
