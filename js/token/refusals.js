// What the errors of IMS mean, and what to do about each.
import { load } from '#core'
import { explainGateway, isGatewayStatus } from './gateway.js'

/**
 * @typedef {object} Refusal the response of IMS. An `ImsError` with the code ERR_IMS_REJECTED is one
 * @property {number | undefined} [status] HTTP status
 * @property {string | undefined} [error] code of RFC 6749 section 5.2, or one of IMS's own
 * @property {string | undefined} [errorDescription] its `error_description`
 * @property {import('./grants.js').Grant | undefined} [grant] how the token was requested; without it, a JWT is assumed
 *
 * @typedef {object} Explanation what an error of IMS means
 * @property {string} cause what is wrong, in one sentence for the user
 * @property {import('../core/types.js').FieldName} [field] the property of the connection to look at
 * @property {string} hint what to do next
 *
 * @typedef {Explanation & { status?: number, error?: string, says?: RegExp, grant?: import('./grants.js').Grant }} Row
 *   whatever it names must match the refusal; `says` matches the description
 */

const migration =
  'JWT credentials of the Adobe Developer Console ended by 2026-03-01; those of AEM as a Cloud Service did not. If this credential was migrated to OAuth Server-to-Server, use the grant client_credentials (or auto). If it was not, migrate it in the Developer Console.'
const tryAgain = 'Try again in a minute. If it happens again, give the debug ID to Adobe Support.'
const fixClock = 'Set the clock of this machine: check its date, time and time zone, and turn on time synchronization.'

/** @type {Explanation} */
const wrongSecret = {
  cause: 'The client secret does not belong to the client ID.',
  field: 'clientSecret',
  hint: 'Copy the client secret from the Developer Console again. It may have been replaced.',
}

/** The first row that matches is the explanation. @type {readonly Row[]} */
export const rows = [
  {
    status: 429,
    cause: 'This client sent too many requests to IMS.',
    hint: 'Wait as long as Retry-After says, and keep a token until it expires, as TokenProvider does.',
  },
  {
    error: 'invalid_client',
    says: /client_secret/i,
    ...wrongSecret,
  },
  {
    error: 'invalid_client',
    status: 401,
    grant: 'jwt',
    cause: 'The client secret does not belong to the client ID, or the client may not exchange JWTs.',
    field: 'clientSecret',
    hint: `Copy the client secret from the Developer Console again. ${migration}`,
  },
  {
    error: 'invalid_client',
    status: 401,
    ...wrongSecret,
  },
  {
    error: 'invalid_client',
    cause: 'IMS does not know the client ID, or the JWT is for another client or another environment.',
    field: 'clientId',
    hint: 'Check the client ID. Check that IMS Host and IMS Exchange belong to the same environment as the client ID.',
  },
  {
    error: 'invalid_token',
    says: /in the future|not (yet|be) valid|\bnbf\b|\biat\b|not before|clock/i,
    cause: 'For IMS, the JWT is not valid yet: the clock of this machine is wrong.',
    hint: fixClock,
  },
  {
    error: 'invalid_token',
    says: /binding/i,
    cause: 'The private key that signed the JWT does not belong to any certificate of the credential.',
    field: 'privateKey',
    hint: 'Check in the Developer Console that the certificate of this private key is attached to the credential and has not expired. {certificate}',
  },
  {
    error: 'invalid_token',
    says: /expired/i,
    cause: 'The JWT had expired when IMS read it.',
    hint: `${fixClock} Sign the JWT just before it is sent.`,
  },
  {
    error: 'invalid_token',
    says: /24 hours|too (long|far)|seconds/i,
    cause: 'The JWT is valid for too long.',
    hint: `exp must be at most 24 hours away, in whole seconds. ${fixClock}`,
  },
  {
    error: 'invalid_token',
    says: /decoded|format|missing/i,
    cause: 'IMS did not get a JWT.',
    hint: 'Send the whole JWT: three parts of base64url with dots between them, without spaces or line breaks.',
  },
  {
    error: 'invalid_token',
    cause: 'IMS does not accept the JWT: the key is wrong, exp or jti is not a whole number, or a clock is wrong.',
    field: 'privateKey',
    hint: 'Check that the certificate of this private key is attached to the credential, and that the clock of this machine is right. {certificate}',
  },
  {
    error: 'invalid_signature',
    cause: 'IMS has no certificate for this technical account and organization, or the JWT is not signed with RS256.',
    field: 'technicalAccountId',
    hint: 'Check that the technical account ID and the organization ID belong to the credential that has the certificate. {certificate}',
  },
  {
    error: 'invalid_scope',
    grant: 'client_credentials',
    cause: 'The credential does not have all of the requested scopes.',
    field: 'scopes',
    hint: 'Compare the scopes with those that the Developer Console shows for the credential.',
  },
  {
    error: 'invalid_scope',
    cause: 'The JWT has no metascope, or one that the credential does not have.',
    field: 'metaScopes',
    hint: 'Compare the metascopes with those that the Developer Console shows for the credential.',
  },
  {
    error: 'invalid_jti',
    cause: 'The credential needs a jti that is greater than all earlier ones, and this one is not.',
    hint: 'Give each JWT a greater jti, such as the time in milliseconds: signJwt(connection, { jti: String(Date.now()) }).',
  },
  {
    error: 'bad_request',
    cause: 'A claim of the JWT is missing or has the wrong format: sub, iss, exp or jti.',
    field: 'technicalAccountId',
    hint: 'Check the technical account ID and the organization ID.',
  },
  {
    error: 'unauthorized_client',
    grant: 'jwt',
    cause: 'The client may not exchange JWTs.',
    field: 'clientId',
    hint: migration,
  },
  {
    error: 'unauthorized_client',
    cause: 'The client may not get tokens with client_credentials.',
    field: 'clientId',
    hint: 'Add OAuth Server-to-Server to the credential in the Developer Console, or use the grant jwt with its private key.',
  },
  {
    error: 'internal_error',
    grant: 'jwt',
    cause: 'IMS failed. It also responds like this if a migrated credential still sends a JWT.',
    field: 'clientId',
    hint: `Try again in a minute. If it happens again: ${migration}`,
  },
  { error: 'internal_error', cause: 'IMS failed.', hint: tryAgain },
  {
    error: 'sandbox_misconfigured',
    cause: 'The sandbox cannot use one of the connections that it was created with.',
    hint: 'Correct the connections that you pass to createSandbox. The message names the first error.',
  },
  {
    error: '403025',
    cause: 'The token is valid, but the credential lacks the product profile that the API needs.',
    hint: 'Ask an administrator to add the product profile to the credential in the Developer Console or the Admin Console.',
  },
  {
    error: '401013',
    cause: 'The access token is invalid or has expired.',
    hint: 'Get a new token: getToken({ rejected: accessToken }), or use TokenProvider.fetch, which does this itself.',
  },
  {
    error: '403000',
    cause: 'The API needs a client ID that is subscribed to it.',
    hint: 'Send the client ID as x-api-key, and add the API to the project in the Developer Console.',
  },
]

const knownErrors = new Set([
  ...rows.flatMap(({ error }) => error ?? []),
  ...['invalid_request', 'invalid_grant', 'unsupported_grant_type', 'access_denied', 'server_error'],
  ...['temporarily_unavailable', 'too_many_requests'],
])

/**
 * Whether a code is one of IMS, of OAuth (RFC 6749 section 5.2) or of Adobe's API gateway, whose codes are numbers.
 * @param {string | undefined} error
 */
export const isKnownError = (error) => error !== undefined && (knownErrors.has(error) || /^\d{6}$/.test(error))

/** @type {Explanation} */
const failedServer = { cause: 'IMS failed.', hint: tryAgain }
/** @type {Explanation} */
const unknownReason = {
  cause: 'IMS rejected the request for a reason that is not documented.',
  hint: 'Compare the connection with the credential in the Developer Console. Adobe Support will ask for the debug ID.',
}
/** @type {Explanation} */
const notFromIms = {
  cause: 'This error does not come from IMS.',
  hint: 'Read its message and its stack.',
}

const printFingerprint =
  'To print its SHA-1 and compare it there, run:\nopenssl x509 -in certificate_pub.crt -noout -fingerprint -sha1'

/**
 * Explains an error of IMS: what is wrong, and what to do. Errors that imskit throws already have the result in `field` and
 * `hint`; use this function for the cause, or for a response that you got from IMS yourself.
 *
 * Errors that IMS did not send (no connection, a timeout, the response of a proxy, an invalid connection) are explained as
 * what they are.
 * @param {Refusal | Error} error an `ImsError`, or the response of IMS
 * @param {import('../core/types.js').Connection} [connection] if it has a `certificate` (PEM) and the key may be the wrong one, the hint
 *   gives the SHA-1 of the certificate, which the Developer Console shows too
 * @returns {Promise<Explanation>} what is wrong, and what to do
 * @example
 * import { explainImsError } from 'imskit/token'
 *
 * const { cause, field, hint } = await explainImsError({
 *   status: 401,
 *   error: 'invalid_client',
 *   errorDescription: 'invalid client_secret parameter',
 * })
 * console.log(`${cause} (${field}) ${hint}`)
 */
export async function explainImsError(error, connection) {
  const { name, code, message, field, hint, issues } = /** @type {import('../core/errors.js').ImsError} */ (error)
  if (name === 'ImsError' && code !== 'ERR_IMS_REJECTED') {
    const issue = issues?.find((one) => one.severity === 'error')
    const about = field ?? (issue?.field || undefined)
    return {
      cause: message,
      ...(about && { field: about }),
      hint: hint ?? issue?.hint ?? 'Correct it, then try again.',
    }
  }
  if (error instanceof Error && name !== 'ImsError') return notFromIms
  const { status, error: refusal, errorDescription, grant } = /** @type {Refusal} */ (error)
  const unknownGrant = name === 'ImsError' ? null : undefined // an error of a request for a token has its grant
  const known = { status, error: refusal, errorDescription, grant: grant ?? unknownGrant }
  return explainRefusal(known, findCertificateSha1(await load(), connection))
}

/**
 * @param {Omit<Refusal, 'grant'> & { grant?: Refusal['grant'] | null }} refusal `grant`: null if no token was requested
 * @param {string} [certificateSha1] lowercase hex
 * @returns {Explanation}
 */
export function explainRefusal(refusal, certificateSha1) {
  const { cause, field, hint } = rows.find((row) => matches(row, refusal)) ?? explainByStatus(refusal)
  const compare = certificateSha1
    ? `Its SHA-1 to compare there is ${certificateSha1.toUpperCase().replace(/..(?=.)/g, '$&:')}`
    : printFingerprint
  return { cause, ...(field && { field }), hint: hint.replace('{certificate}', compare) }
}

/**
 * @param {{ status?: number | undefined, error?: string | undefined }} refusal
 * @returns {Explanation}
 */
function explainByStatus({ status, error }) {
  if (status !== undefined && status >= 500 && status !== 511) return failedServer
  if (!isGatewayStatus(status) || (error !== undefined && isKnownError(error))) return unknownReason
  const { what, hint } = explainGateway(/** @type {number} */ (status))
  return { cause: `The server ${what}.`, hint }
}

/**
 * @param {Row} row
 * @param {Parameters<typeof explainRefusal>[0]} refusal
 */
const matches = ({ status, error, says, grant }, refusal) =>
  (status === undefined || status === refusal.status) &&
  (error === undefined || error === refusal.error) &&
  (says === undefined || says.test(refusal.errorDescription ?? '')) &&
  (grant === undefined || grant === (refusal.grant === undefined ? 'jwt' : refusal.grant))

/**
 * @param {import('../core/types.js').Ims} ims
 * @param {{ certificate?: unknown }} [connection]
 * @returns {string | undefined} SHA-1 of the DER, in lowercase hex; undefined if there is no certificate
 */
export function findCertificateSha1(ims, { certificate } = {}) {
  if (typeof certificate !== 'string' || certificate === '') return undefined
  return ims.inspectKey('', { certificate }).fingerprints.certificateSha1 ?? undefined
}
