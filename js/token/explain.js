import { load } from '#core'

/**
 * @typedef {object} Refusal what IMS answered; an ImsError of ERR_IMS_REJECTED or ERR_IMS_BAD_RESPONSE is one
 * @property {number} [status] of HTTP
 * @property {string} [error] RFC 6749 section 5.2, and IMS's own
 * @property {string} [errorDescription]
 * @property {'jwt' | 'client_credentials'} [grant] how a token was asked for, where that is known
 *
 * @typedef {object} Explanation
 * @property {string} cause what is wrong, for a person
 * @property {string} [field] the property of the connection to look at
 * @property {string} hint the next step
 *
 * @typedef {Explanation & { status?: number, error?: string, says?: RegExp, grant?: Refusal['grant'] }} Row what is given
 *   must fit the refusal; `says` the description
 */

const migration =
  'JWT credentials of the Adobe Developer Console ended by 2026-03-01, those of AEM as a Cloud Service did not. If this one has been migrated to OAuth Server-to-Server, take a token by grant client_credentials (or auto); else migrate it in the Developer Console.'
const again = 'Try again in a minute; if it lasts, give Adobe’s support the debug ID.'

/** @type {Explanation} */
const wrongSecret = {
  cause: 'The client secret does not belong to the client ID.',
  field: 'clientSecret',
  hint: 'Check that the client secret belongs to this client ID: retrieve it again in the Developer Console; it may have been replaced.',
}

/** The first row that fits is the explanation; the last one fits everything. @type {Row[]} */
const rows = [
  {
    status: 429,
    cause: 'IMS was asked too often by this client.',
    hint: 'Wait as long as Retry-After says, and use a token until it expires: TokenProvider does.',
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
    hint: `Check that the client secret belongs to this client ID. ${migration}`,
  },
  {
    error: 'invalid_client',
    status: 401,
    ...wrongSecret,
  },
  {
    error: 'invalid_client',
    cause: 'IMS does not know the client ID, or the JWT was made for another client or another environment.',
    field: 'clientId',
    hint: 'Check the client ID, and that IMS Host and IMS Exchange are of the environment that it belongs to.',
  },
  {
    error: 'invalid_token',
    says: /binding/i,
    cause: 'No certificate of the credential belongs to the private key that signed.',
    field: 'privateKey',
    hint: 'Check that the certificate of this private key is attached to the credential in the Developer Console, and has not expired. {certificate}',
  },
  {
    error: 'invalid_token',
    says: /expired/i,
    cause: 'The JWT had expired when IMS read it.',
    hint: 'Check this machine’s clock, and sign the JWT just before it is sent.',
  },
  {
    error: 'invalid_token',
    says: /decoded|format|missing/i,
    cause: 'What was sent is no JWT.',
    hint: 'Send the whole JWT: three parts of base64url with dots between, no spaces, no line breaks.',
  },
  {
    error: 'invalid_token',
    cause: 'IMS does not take the JWT: the wrong key, an exp or jti that is no whole number, or a clock that is wrong.',
    field: 'privateKey',
    hint: 'Check that the certificate of this private key is attached to the credential, and that this machine’s clock is right. {certificate}',
  },
  {
    error: 'invalid_signature',
    cause: 'No certificate is known for this technical account and organization, or the JWT is not signed with RS256.',
    field: 'technicalAccountId',
    hint: 'Check that the technical account ID and the organization ID are of the credential that the certificate is attached to. {certificate}',
  },
  {
    error: 'invalid_scope',
    grant: 'client_credentials',
    cause: 'The credential does not have a scope that was asked for.',
    field: 'scopes',
    hint: 'Compare the scopes with those that the credential shows in the Developer Console.',
  },
  {
    error: 'invalid_scope',
    cause: 'The JWT has no metascope, or one that the credential does not have.',
    field: 'metaScopes',
    hint: 'Check which metascopes the credential has in the Developer Console.',
  },
  {
    error: 'invalid_jti',
    cause: 'The credential wants a jti that is greater than any before, and this one is not.',
    hint: 'Give each JWT a greater jti, such as the time in milliseconds: signJwt(connection, { jti }).',
  },
  {
    error: 'bad_request',
    cause: 'A claim of the JWT is missing or of the wrong form: sub, iss, exp or jti.',
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
    cause: 'The client may not take tokens by client_credentials.',
    field: 'clientId',
    hint: 'Add OAuth Server-to-Server to the credential in the Developer Console, or use grant jwt with its private key.',
  },
  {
    error: 'internal_error',
    grant: 'jwt',
    cause: 'IMS failed; it answers so also where a migrated credential still sends a JWT.',
    field: 'clientId',
    hint: `Try again in a minute. If it lasts: ${migration}`,
  },
  {
    error: '403025',
    cause: 'The token is right, but the credential lacks the product profile that the API wants.',
    hint: 'Have an administrator add the product profile to the credential in the Developer Console or Admin Console.',
  },
  ...[500, 502, 503, 504].map((status) => ({ status, cause: 'IMS failed.', hint: again })),
  {
    cause: 'IMS refused for a reason that is not known here.',
    hint: 'Compare the connection with the credential in the Developer Console; Adobe’s support asks for the debug ID.',
  },
]

const printFingerprint =
  'This prints its SHA-1 to compare there: openssl x509 -in certificate_pub.crt -noout -fingerprint -sha1'

/**
 * What a refusal of IMS means, and what to do. Every error of IMS that imskit throws has `field` and `hint` from here.
 * @param {Refusal} refusal
 * @param {import('../index.js').Connection} [connection] its `certificate` (PEM) is named by its SHA-1, which the Developer
 *   Console shows, where the key may be the wrong one
 * @returns {Promise<Explanation>}
 */
export async function explainImsError(refusal, connection) {
  return explainRefusal(refusal, findCertificateSha1(await load(), connection))
}

/** @param {Refusal} refusal @param {string} [certificateSha1] lower-case hex @returns {Explanation} */
export function explainRefusal(refusal, certificateSha1) {
  const { cause, field, hint } = /** @type {Row} */ (rows.find((row) => fits(row, refusal)))
  const compare = certificateSha1
    ? `Its SHA-1 to compare there is ${certificateSha1.toUpperCase().replace(/..(?=.)/g, '$&:')}`
    : printFingerprint
  return { cause, ...(field && { field }), hint: hint.replace('{certificate}', compare) }
}

/** @param {Row} row @param {Refusal} refusal */
const fits = ({ status, error, says, grant }, refusal) =>
  (status === undefined || status === refusal.status) &&
  (error === undefined || error === refusal.error) &&
  (says === undefined || says.test(refusal.errorDescription ?? '')) &&
  (grant === undefined || grant === (refusal.grant ?? 'jwt'))

/**
 * @param {import('../index.js').Ims} ims @param {{ certificate?: unknown }} [connection]
 * @returns {string | undefined} of the DER, in lower-case hex; undefined where there is no certificate
 */
export function findCertificateSha1(ims, { certificate } = {}) {
  if (typeof certificate !== 'string' || certificate === '') return undefined
  return ims.inspectKey('', { certificate }).fingerprints.certificateSha1 ?? undefined
}
