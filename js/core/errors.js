/**
 * Thrown for every failure except caller errors, which are `TypeError`. It never contains a secret:
 * neither the message nor any property quotes a key, a passphrase, a client secret or a token.
 *
 * @example
 * import { ImsError, load } from 'imskit'
 *
 * const ims = await load()
 * try {
 *   ims.signJwt({ name: 'Analytics' })
 * } catch (error) {
 *   if (error instanceof ImsError) console.log(error.code, error.issues) // ERR_CONNECTION_INVALID, […]
 * }
 */
export class ImsError extends Error {
  /**
   * @param {import('./types.js').ErrorCode} code stable, `ERR_<AREA>_<WHAT>`
   * @param {string} message human-readable description
   * @param {object} [details] properties to set: `issues`, `field`, `hint`; of requests to IMS also
   *   `retryable`, `status`, `error`, `errorDescription` (RFC 6749 section 5.2), `debugId` (the `x-debug-id` header, for
   *   Adobe Support) and `grant`
   */
  constructor(code, message, details = {}) {
    super(message)
    this.name = 'ImsError'
    /** Stable, for programs. @type {import('./types.js').ErrorCode} */
    this.code = code
    /** Of ERR_CONNECTION_INVALID and ERR_KEY_INVALID. @type {import('../core/types.js').Issue[] | undefined} */
    this.issues = undefined
    /** The property of the connection to look at. @type {import('./types.js').FieldName | undefined} */
    this.field = undefined
    /** How to fix it. @type {string | undefined} */
    this.hint = undefined
    /** Of a request to IMS: the same request may succeed later, without any change. @type {true | undefined} */
    this.retryable = undefined
    /** HTTP status of IMS. @type {number | undefined} */
    this.status = undefined
    /** What IMS says: a code of RFC 6749 section 5.2, or one of its own. @type {string | undefined} */
    this.error = undefined
    /** What IMS says, in words. @type {string | undefined} */
    this.errorDescription = undefined
    /** The `x-debug-id` header of IMS, for Adobe Support. @type {string | undefined} */
    this.debugId = undefined
    /** Of ERR_FILE_NOT_JSON: the line, from 1. @type {number | undefined} */
    this.line = undefined
    /** Of ERR_FILE_NOT_JSON: the column, from 1. @type {number | undefined} */
    this.column = undefined
    /** How the token was requested. @type {import('./types.js').Grant | undefined} */
    this.grant = undefined
    Object.assign(this, details)
    // Print only the properties that have a value.
    for (const [name, value] of Object.entries(this)) if (value === undefined) Reflect.deleteProperty(this, name)
  }
}
