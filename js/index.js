import fused from '../dist/fused.js'
import core from '../dist/wasm.js'
import { createLoad } from './core/load.js'

export { ImsError } from './core/errors.js'

/**
 * @typedef {import('./core/types.js').AllFields} AllFields
 * @typedef {import('./core/types.js').CallContext} CallContext
 * @typedef {import('./core/types.js').ClaimsOptions} ClaimsOptions
 * @typedef {import('./core/types.js').Connection} Connection
 * @typedef {import('./core/types.js').Context} Context
 * @typedef {import('./core/types.js').CredentialCandidate} CredentialCandidate
 * @typedef {import('./core/types.js').DecodedJwt} DecodedJwt
 * @typedef {import('./core/types.js').Disposing} Disposing
 * @typedef {import('./core/types.js').ErrorCode} ErrorCode
 * @typedef {import('./core/types.js').FieldName} FieldName
 * @typedef {import('./core/types.js').Fix} Fix
 * @typedef {import('./core/types.js').FixCode} FixCode
 * @typedef {import('./core/types.js').FormField} FormField
 * @typedef {import('./core/types.js').FormFieldName} FormFieldName
 * @typedef {import('./core/types.js').Grant} Grant
 * @typedef {import('./core/types.js').ImportedCredentials} ImportedCredentials
 * @typedef {import('./core/types.js').ImportOptions} ImportOptions
 * @typedef {import('./core/types.js').Ims} Ims
 * @typedef {import('./core/types.js').InspectOptions} InspectOptions
 * @typedef {import('./core/types.js').Issue} Issue
 * @typedef {import('./core/types.js').IssueCode} IssueCode
 * @typedef {import('./core/types.js').IssueRule} IssueRule
 * @typedef {import('./core/types.js').JsonObject} JsonObject
 * @typedef {import('./core/types.js').JsonSchemaOptions} JsonSchemaOptions
 * @typedef {import('./core/types.js').JwtHeader} JwtHeader
 * @typedef {import('./core/types.js').JwtOnly} JwtOnly
 * @typedef {import('./core/types.js').JwtPayload} JwtPayload
 * @typedef {import('./core/types.js').KeyOptions} KeyOptions
 * @typedef {import('./core/types.js').KeyFormat} KeyFormat
 * @typedef {import('./core/types.js').KeyReport} KeyReport
 * @typedef {import('./core/types.js').KeyReportBase} KeyReportBase
 * @typedef {import('./core/types.js').ListedCertificate} ListedCertificate
 * @typedef {import('./core/types.js').LoadOptions} LoadOptions
 * @typedef {import('./core/types.js').MoreField} MoreField
 * @typedef {import('./core/types.js').Prepared} Prepared
 * @typedef {import('./core/types.js').RepairCode} RepairCode
 * @typedef {import('./core/types.js').RuntimeEnvironment} RuntimeEnvironment
 * @typedef {import('./core/types.js').RuntimeEnvironmentKind} RuntimeEnvironmentKind
 * @typedef {import('./core/types.js').Schema} Schema
 * @typedef {import('./core/types.js').SignOptions} SignOptions
 * @typedef {import('./core/types.js').StandardProps} StandardProps
 * @typedef {import('./core/types.js').StandardResult} StandardResult
 * @typedef {import('./core/types.js').Tables} Tables
 * @typedef {import('./core/types.js').Unchanged} Unchanged
 * @typedef {import('./core/types.js').UnusableKeyReport} UnusableKeyReport
 * @typedef {import('./core/types.js').UsableKeyReport} UsableKeyReport
 * @typedef {import('./core/types.js').ValidConnection} ValidConnection
 * @typedef {import('./core/types.js').Validation} Validation
 * @typedef {import('./core/types.js').ValidOAuthConnection} ValidOAuthConnection
 * @typedef {import('./core/types.js').VerifiedJwt} VerifiedJwt
 * @typedef {import('./core/types.js').VerifyOptions} VerifyOptions
 * @typedef {import('./core/types.js').WasmModule} WasmModule
 * @typedef {import('./core/types.js').WebCryptoKey} WebCryptoKey
 * @typedef {import('./core/types.js').WasmSource} WasmSource
 */

// Not functions that decode them: bundlers put the texts into these, and an engine reads a function again to run it.
const loadOnce = createLoad(core, { fused, credentials: () => import('./core/credentials-inlined.js') })

/**
 * Loads the core. Without options it does so once, and later calls return the same.
 * @param {LoadOptions} [options] which core to load; default: the copy inside the package, so there is no request
 * @returns {Promise<Ims>} its functions are synchronous, except those that return a promise
 * @throws {ImsError} ERR_WASM_UNAVAILABLE if the engine or the Content Security Policy blocks the core, or `options.wasm`
 *   cannot be fetched
 * @example
 * import { load } from 'imskit'
 *
 * const ims = await load()
 * console.log(ims.validate({ name: 'Sales' }).valid) // → false
 */
export function load(options) {
  return loadOnce(options)
}
