import fused from '../dist/fused.js'
import core from '../dist/wasm.js'
import { createLoad } from './core/load.js'

export { ImsError } from './core/errors.js'

/**
 * @typedef {import('./core/types.js').FieldName} FieldName
 * @typedef {import('./core/types.js').FormFieldName} FormFieldName
 * @typedef {import('./core/types.js').IssueCode} IssueCode
 * @typedef {import('./core/types.js').ErrorCode} ErrorCode
 * @typedef {import('./core/types.js').RepairCode} RepairCode
 * @typedef {import('./core/types.js').RuntimeEnvironmentKind} RuntimeEnvironmentKind
 * @typedef {import('./core/types.js').Connection} Connection
 * @typedef {import('./core/types.js').Issue} Issue
 * @typedef {import('./core/types.js').Context} Context
 * @typedef {import('./core/types.js').ClaimsOptions} ClaimsOptions
 * @typedef {import('./core/types.js').FormField} FormField
 * @typedef {import('./core/types.js').MoreField} MoreField
 * @typedef {import('./core/types.js').IssueRule} IssueRule
 * @typedef {import('./core/types.js').JsonObject} JsonObject
 * @typedef {import('./core/types.js').KeyReport} KeyReport
 * @typedef {import('./core/types.js').CredentialCandidate} CredentialCandidate
 * @typedef {import('./core/types.js').ImportedCredentials} ImportedCredentials
 * @typedef {import('./core/types.js').ListedCertificate} ListedCertificate
 * @typedef {import('./core/types.js').Tables} Tables
 * @typedef {import('./core/schema.js').Schema} Schema
 * @typedef {import('./core/api.js').Ims} Ims
 */

// Not functions that decode them: bundlers put the texts into these, and an engine reads a function again to run it.
export const load = createLoad(core, { fused, credentials: () => import('./core/credentials-inlined.js') })
