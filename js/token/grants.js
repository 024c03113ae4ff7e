// The two ways to get an access token: a signed JWT, and client_credentials.
import { ImsError, load } from '#core'
import { requireConnectionObject, requireExchangeOptions, requireTokenOptions } from './options.js'
import { findCertificateSha1 } from './refusals.js'
import { sendRequest, withinDeadline } from './request.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('./request.js').RequestOptions} RequestOptions
 * @typedef {import('./request.js').ImsRequest} ImsRequest
 * @typedef {import('../core/types.js').Grant} Grant
 *
 * @typedef {object} Token an access token
 * @property {string} accessToken for the header `Authorization: Bearer`
 * @property {string} tokenType as IMS names it: `bearer`
 * @property {Date} expiresAt counted from when the request was sent, so rather too early than too late. At most 24 hours
 *   later, the longest life of an IMS token
 * @property {number} expiresInSeconds whole seconds until `expiresAt`
 * @property {Grant} grant how it was obtained
 *
 * @typedef {object} GrantOptions how a token is requested
 * @property {Grant | 'auto' | undefined} [grant] default `jwt`. `auto` uses `jwt` if the connection has a usable key, and
 *   `client_credentials` if it has none or IMS rejects the JWT
 * @property {readonly string[] | undefined} [metaScopes] of the JWT, instead of the connection's
 * @property {readonly string[] | undefined} [scopes] for client_credentials, instead of the connection's. Default: those of Adobe
 *   Analytics
 *
 * @typedef {object} TokenOwnOptions what only `requestToken` has
 * @property {string | undefined} [jwt] a JWT that was signed elsewhere. Then the connection needs no key
 *
 * @typedef {RequestOptions & GrantOptions & TokenOwnOptions} TokenOptions options of `requestToken`
 *
 * @typedef {object} ExchangeOwnOptions what only `exchangeJwt` has
 * @property {string} clientId the client ID of the credential, also called API key
 * @property {string} clientSecret the client secret of the credential
 * @property {string} imsExchange the whole URL, for example `https://ims-na1.adobelogin.com/ims/exchange/jwt`
 * @property {string} jwt the signed JWT
 *
 * @typedef {RequestOptions & ExchangeOwnOptions} ExchangeOptions options of `exchangeJwt`
 */

/** Scopes of Adobe Analytics, for client_credentials. */
export const defaultScopes = [
  'openid',
  'AdobeID',
  'read_organizations',
  'additional_info.projectedProductContext',
  'additional_info.job_function',
]

const jwtFields = /** @type {const} */ (['clientId', 'clientSecret', 'imsHost', 'imsExchange'])
const signingFields = /** @type {const} */ ([
  'technicalAccountId',
  'organizationId',
  'privateKey',
  'passphrase',
  'metaScopes',
])

/** The longest life of an IMS token. A longer one means that seconds and milliseconds were mixed up. */
const maxLifetimeMs = 24 * 60 * 60 * 1000

/**
 * How each grant requests a token. IMS counts expires_in in milliseconds at /ims/exchange/jwt, and in seconds at /ims/token
 * (RFC 6749 section 5.1).
 * @type {Record<Grant, {
 *   expiryUnitMs: number,
 *   fields: (jwt?: string) => readonly import('../core/types.js').FieldName[],
 *   url: (connection: Connection) => string,
 *   form: (connection: Connection, options: GrantOptions & { jwt?: string | undefined }, ims: import('../core/types.js').Ims,
 *     now: Date) => Record<string, string>
 * }>}
 */
const grants = {
  jwt: {
    expiryUnitMs: 1,
    fields: (jwt) => (jwt === undefined ? [...jwtFields, ...signingFields] : jwtFields),
    url: ({ imsExchange }) => String(imsExchange),
    form: (connection, { jwt, metaScopes }, ims, now) => ({
      ...writeClient(connection),
      jwt_token: jwt ?? ims.signJwt(connection, { now, ...(metaScopes && { metaScopes }) }),
    }),
  },
  client_credentials: {
    expiryUnitMs: 1000,
    fields: () => ['clientId', 'clientSecret', 'imsHost', 'scopes'],
    url: ({ imsHost }) => `${imsHost}/ims/token/v3`,
    form: (connection, { scopes = connection.scopes ?? defaultScopes }) => ({
      grant_type: 'client_credentials',
      ...writeClient(connection),
      scope: scopes.join(','),
    }),
  },
}

/** @param {Connection} connection */
const writeClient = ({ clientId, clientSecret }) => ({
  client_id: String(clientId),
  client_secret: String(clientSecret),
})

/**
 * Requests an access token from IMS. Signs a JWT with the connection's key, once for each try, or uses client_credentials.
 *
 * Transient failures are retried. If IMS rejects a JWT and its clock differs from this machine's by more than a minute, the
 * JWT is signed once more by the clock of IMS. Nothing is cached: use `TokenProvider` to keep tokens.
 * @param {Connection} connection only the fields that the grant uses are required
 * @param {TokenOptions} [options] the grant, a deadline, retries and `fetch`
 * @returns {Promise<Token>} the token; `grant` says how it was obtained
 * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`; ERR_IMS_REJECTED, ERR_IMS_UNREACHABLE, ERR_IMS_TIMEOUT or
 *   ERR_IMS_BAD_RESPONSE with `grant` and `hint`, and with `status`, `error`, `errorDescription`, `debugId` and `field` if
 *   they are known
 * @throws {TypeError} for a wrong argument
 * @example
 * import { requestToken } from 'imskit/token'
 *
 * const { accessToken, expiresAt } = await requestToken(connection, { grant: 'auto', timeoutMs: 10_000 })
 */
export async function requestToken(connection, options = {}) {
  requireConnectionObject(connection)
  requireTokenOptions(options)
  const { grant = 'jwt', jwt, metaScopes, scopes, ...rest } = options

  const ims = await load()
  const certificateSha1 = findCertificateSha1(ims, connection)
  const [first, ...others] = chooseGrants(ims, connection, grant, jwt).map((name) => {
    const { fields, url, form } = grants[name]
    const checked = requireConnection(ims, connection, fields(jwt))
    /** @type {ImsRequest['writeForm']} */
    const writeForm = ({ aheadMs }) => form(checked, { jwt, metaScopes, scopes }, ims, new Date(Date.now() + aheadMs))
    const about = certificateSha1 === undefined ? {} : { certificateSha1 }
    return { url: url(checked), grant: name, signs: jwt === undefined, writeForm, ...about }
  })
  const request = /** @type {TokenRequest} */ (first)
  return withinDeadline(request.url, rest, (send) => sendInTurn(request, others, send))
}

/** @typedef {ImsRequest & { grant: Grant }} TokenRequest */

/**
 * Sends the requests in turn until one succeeds. If none does, the error is that of the first, which is what the connection
 * was made for.
 * @param {TokenRequest} request
 * @param {TokenRequest[]} others
 * @param {import('./request.js').Send} send
 * @returns {Promise<Token>}
 */
async function sendInTurn(request, [next, ...others], send) {
  try {
    return readToken(await send(request), request.grant)
  } catch (error) {
    const { code, status, message, ...details } = /** @type {ImsError} */ (error)
    if (!next || code !== 'ERR_IMS_REJECTED' || status === 429) throw error
    return sendInTurn(next, others, send).catch((other) => {
      throw new ImsError(code, `${message} ${next.grant} failed too: ${other.message}`, { ...details, status })
    })
  }
}

/**
 * @param {import('../core/types.js').Ims} ims
 * @param {Connection} connection
 * @param {Grant | 'auto'} grant
 * @param {string} [jwt]
 * @returns {Grant[]} in the order in which they are tried
 */
function chooseGrants(ims, connection, grant, jwt) {
  if (grant !== 'auto') return [grant]
  const signs = jwt !== undefined || ims.validate(connection, { fields: [...grants.jwt.fields()] }).valid
  return signs ? ['jwt', 'client_credentials'] : ['client_credentials']
}

/**
 * Normalizes a connection.
 * @param {import('../core/types.js').Ims} ims
 * @param {Connection} connection
 * @param {readonly import('../core/types.js').FieldName[]} fields the ones that are used
 * @returns {Connection}
 * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`, if one of the fields has an error
 */
export function requireConnection(ims, connection, fields) {
  const { valid, issues, connection: checked } = ims.validate(connection, { fields: [...fields] })
  if (valid) return checked
  const first = issues.find(({ severity }) => severity === 'error')
  const { message, hint } = /** @type {import('../core/types.js').Issue} */ (first)
  throw new ImsError('ERR_CONNECTION_INVALID', `The connection is not valid: ${message}`, { issues, hint })
}

/**
 * Exchanges a JWT that was signed elsewhere, for a host that has no key. The values are sent as they are: check them with
 * `ims.validate` first.
 * @param {ExchangeOptions} options the JWT and the credential, and the options of a request
 * @returns {Promise<Token>} the token
 * @throws {ImsError} as `requestToken`, except ERR_CONNECTION_INVALID
 * @throws {TypeError} for a wrong option
 * @example
 * import { load } from 'imskit'
 * import { exchangeJwt } from 'imskit/token'
 *
 * const { clientId, clientSecret, imsExchange } = connection
 * const jwt = (await load()).signJwt(connection)
 * const { accessToken } = await exchangeJwt({ clientId, clientSecret, imsExchange, jwt })
 */
export async function exchangeJwt(options) {
  requireExchangeOptions(options)
  const { clientId, clientSecret, imsExchange, jwt, ...rest } = options
  const writeForm = () => ({ client_id: clientId, client_secret: clientSecret, jwt_token: jwt })
  return readToken(await sendRequest({ url: imsExchange, grant: 'jwt', writeForm }, rest), 'jwt')
}

/**
 * @param {import('./answer.js').Answer} answer
 * @param {Grant} grant
 * @returns {Token}
 */
function readToken({ body, sentAt, badResponse }, grant) {
  const { access_token: accessToken, token_type: type, expires_in: expiresIn } = body
  const hint = 'Check IMS Host and IMS Exchange. A proxy may have responded instead of IMS.'
  // Visible ASCII (RFC 6749 appendix A.12), since it goes into a header.
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw badResponse('sent no access token', hint)
  }
  const givenMs = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn * grants[grant].expiryUnitMs : Number.NaN
  if (Number.isNaN(new Date(sentAt + givenMs).getTime())) {
    throw badResponse('sent an access token without a usable expires_in', hint)
  }
  const lifetimeMs = Math.min(givenMs, maxLifetimeMs)
  return {
    accessToken,
    tokenType: typeof type === 'string' && /^[\w.-]{1,40}$/.test(type) ? type : 'bearer',
    expiresAt: new Date(sentAt + lifetimeMs),
    expiresInSeconds: Math.floor(lifetimeMs / 1000),
    grant,
  }
}
