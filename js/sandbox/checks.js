// The checks of a request, in order. The first that fails is the answer. Statuses and errors are those that IMS is known to
// use. If its words are not known, the description says what is wrong.
import { verify } from 'node:crypto'
import { isSameSecret } from './constant-time.js'

/**
 * @typedef {Record<'client_id' | 'client_secret' | 'jwt_token' | 'grant_type' | 'scope' | 'type' | 'token_type' | 'token',
 *   string>} Form the fields of its endpoint, absent ones empty
 *
 * @typedef {object} Exchange a request as the checks see it. A check may rely on those before it
 * @property {Form} form
 * @property {import('./clients.js').RegisteredClient} client
 * @property {import('./jwt.js').Jwt} jwt
 * @property {number} now seconds of the epoch
 * @property {string} origin of the sandbox; the audience and the metascopes begin with it
 * @property {bigint} lastJti of this client
 *
 * @typedef {[status: 400 | 401 | 500, error: string, description: string, holds: (exchange: Exchange) => boolean]} Check
 *
 * @typedef {object} Endpoint
 * @property {string[]} fields of its form
 * @property {Check[]} checks
 * @property {(exchange: Exchange, time: number) => object} answer `time`: milliseconds of the epoch
 */

const maxLifetimeSeconds = 24 * 60 * 60

/** @type {Check[]} */
const knownClient = [[400, 'invalid_client', 'invalid client_id parameter', ({ client }) => client !== undefined]]

/** @type {Check[]} */
const rightSecret = [
  ...knownClient,
  [
    401,
    'invalid_client',
    'invalid client_secret parameter',
    ({ form, client }) => isSameSecret(form.client_secret, client.clientSecret),
  ],
]

/** @type {Check[]} */
export const jwtChecks = [
  ...rightSecret,
  // Seen with a migrated credential.
  [500, 'internal_error', 'Please try again later', ({ client }) => client.grants.includes('jwt')],
  [400, 'invalid_token', 'JWT token is missing.', ({ form }) => form.jwt_token !== ''],
  [400, 'invalid_token', 'JWT token is incorrectly formatted, and can not be decoded.', ({ jwt }) => jwt !== undefined],
  [400, 'invalid_signature', 'The algorithm of the JWT must be RS256.', ({ jwt }) => jwt.header.alg === 'RS256'],
  [
    400,
    'bad_request',
    'The JWT must have iss and sub, each a string.',
    ({ jwt }) => typeof jwt.claims.iss === 'string' && typeof jwt.claims.sub === 'string',
  ],
  [400, 'bad_request', 'The JWT must have exp, a number.', ({ jwt }) => typeof jwt.claims.exp === 'number'],
  [400, 'invalid_token', 'exp must be an integer.', ({ jwt }) => Number.isSafeInteger(jwt.claims.exp)],
  [400, 'invalid_token', 'JWT token has expired.', ({ jwt, now }) => Number(jwt.claims.exp) > now],
  [
    400,
    'invalid_token',
    'exp must be at most 24 hours away, in seconds.',
    ({ jwt, now }) => Number(jwt.claims.exp) <= now + maxLifetimeSeconds,
  ],
  [
    400,
    'bad_request',
    'jti must be a string.',
    ({ jwt }) => jwt.claims.jti === undefined || typeof jwt.claims.jti === 'string',
  ],
  [
    400,
    'invalid_token',
    'jti must be an integer in decimal digits.',
    ({ jwt }) => jwt.claims.jti === undefined || /^\d{1,40}$/.test(String(jwt.claims.jti)),
  ],
  [
    400,
    'invalid_client',
    'invalid client_id parameter: it is not the one of aud, or aud is of another environment',
    ({ jwt, client, origin }) => jwt.claims.aud === `${origin}/c/${client.clientId}`,
  ],
  [
    400,
    'invalid_signature',
    'No certificate is bound to iss and sub.',
    ({ jwt, client }) => jwt.claims.iss === client.organizationId && jwt.claims.sub === client.technicalAccountId,
  ],
  [
    400,
    'invalid_token',
    'Could not match JWT signature to any of the bindings',
    ({ jwt, client }) => client.keys.some((key) => verify('sha256', Buffer.from(jwt.signingInput), key, jwt.signature)),
  ],
  [400, 'invalid_scope', 'No metascope in the JWT.', (exchange) => metaScopeClaims(exchange).length > 0],
  [
    400,
    'invalid_scope',
    'A metascope in the JWT is not true.',
    (exchange) => metaScopeClaims(exchange).every(([, value]) => value === true),
  ],
  [
    400,
    'invalid_scope',
    'The metascopes in the JWT are not a subset of the metascopes in the binding.',
    (exchange) => metaScopeClaims(exchange).every(([name]) => exchange.client.metaScopes.includes(name)),
  ],
  [
    400,
    'invalid_jti',
    'jti is not greater than the last.',
    ({ jwt, lastJti }) => jwt.claims.jti === undefined || BigInt(String(jwt.claims.jti)) > lastJti,
  ],
]

/** @type {Check[]} */
export const credentialsChecks = [
  ...rightSecret,
  [
    400,
    'unsupported_grant_type',
    'grant_type must be client_credentials.',
    ({ form }) => form.grant_type === 'client_credentials',
  ],
  [
    400,
    'unauthorized_client',
    'The client may not use client_credentials.',
    ({ client }) => client.grants.includes('client_credentials') && client.scopes.length > 0,
  ],
  [400, 'invalid_scope', 'No scope.', ({ form }) => readScopes(form).length > 0],
  [
    400,
    'invalid_scope',
    'The credential does not have a scope that was asked for.',
    ({ form, client }) => readScopes(form).every((scope) => client.scopes.includes(scope)),
  ],
]

/** @type {Check[]} */
export const validateChecks = [
  ...knownClient,
  [400, 'bad_request', 'type must be access_token.', ({ form }) => form.type === 'access_token'],
]

/** @type {Check[]} */
export const invalidateChecks = [
  ...rightSecret,
  [400, 'bad_request', 'token_type must be access_token.', ({ form }) => form.token_type === 'access_token'],
  [400, 'bad_request', 'token is missing.', ({ form }) => form.token !== ''],
]

/** RFC 6749 section 3.3 has spaces, Adobe's samples commas. @param {Form} form */
export const readScopes = ({ scope }) => scope.split(/[ ,]+/).filter((name) => name !== '')

/** Names and values of the metascopes in the JWT. @param {Exchange} exchange @returns {[string, unknown][]} */
function metaScopeClaims({ jwt, origin }) {
  const prefix = `${origin}/s/`
  return Object.entries(jwt.claims)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value])
}
