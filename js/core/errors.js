/**
 * What every function of imskit throws for a failure that is not a programmer's mistake (those are `TypeError`).
 * Holds no secret: neither message nor any property quotes a key, a passphrase, a client secret or a token.
 */
export class ImsError extends Error {
  /**
   * @param {import('./types.js').ErrorCode} code stable, `ERR_<AREA>_<WHAT>`
   * @param {string} message what is wrong, for a person
   * @param {object} [details] where they apply: `issues`, `field`, `hint`; from IMS also `status`, `error`,
   *   `errorDescription` (RFC 6749 section 5.2) and `debugId` (the `x-debug-id` header, for Adobe's support)
   */
  constructor(code, message, details = {}) {
    super(message)
    this.name = 'ImsError'
    /** @type {import('./types.js').ErrorCode} */
    this.code = code
    /** @type {import('../index.js').Issue[] | undefined} */
    this.issues = undefined
    /** @type {string | undefined} the field of the connection to look at */
    this.field = undefined
    /** @type {string | undefined} how to mend it */
    this.hint = undefined
    /** @type {number | undefined} */
    this.status = undefined
    /** @type {string | undefined} */
    this.error = undefined
    /** @type {string | undefined} */
    this.errorDescription = undefined
    /** @type {string | undefined} */
    this.debugId = undefined
    Object.assign(this, details)
    // Printed errors are to show what there is.
    for (const [name, value] of Object.entries(this)) if (value === undefined) Reflect.deleteProperty(this, name)
  }
}
