import { ImsError, load } from '#core'
import { ask, withinDeadline } from './ask.js'
import { isText, requireAskOptions, requireKind, requireObject, requireText, requireTexts } from './check.js'
import { findCertificateSha1 } from './explain.js'

/**
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {import('./ask.js').AskOptions} AskOptions
 * @typedef {import('./ask.js').Question} Question
 * @typedef {'jwt' | 'client_credentials'} Grant
 *
 * @typedef {object} Token
 * @property {string} accessToken
 * @property {string} tokenType as IMS says it, so `bearer`
 * @property {Date} expiresAt counted from the moment of the request, so rather too early than too late
 * @property {number} expiresInSeconds whole seconds
 * @property {Grant} grant how it was obtained
 *
 * @typedef {object} GrantOptions
 * @property {Grant | 'auto'} [grant] default jwt. auto: jwt where there is a usable key, and client_credentials where there
 *   is none or IMS refuses the JWT
 * @property {string[]} [metaScopes] of a JWT that is signed here, instead of the connection's
 * @property {string[]} [scopes] by client_credentials, instead of the connection's; default: those of Analytics
 */

/** Of Adobe Analytics, for client_credentials. */
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

/**
 * How a token is asked for, by grant. IMS counts expires_in in milliseconds at /ims/exchange/jwt, and in seconds, as RFC
 * 6749 section 5.1 has it, at /ims/token.
 * @type {Record<Grant, {
 *   expiryUnitMs: number,
 *   fields: (jwt?: string) => readonly import('../index.js').FieldName[],
 *   url: (connection: Connection) => string,
 *   form: (connection: Connection, options: GrantOptions & { jwt?: string }, ims: import('../index.js').Ims, now: Date) =>
 *     Record<string, string>
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
 * Asks IMS for an access token, by a JWT that is signed here (anew for each try) unless given, or by client_credentials.
 * @param {Connection} connection only the fields that are used are asked for
 * @param {AskOptions & GrantOptions & { jwt?: string }} [options] `jwt`: signed elsewhere, so that no key is needed
 * @returns {Promise<Token>}
 * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`; ERR_IMS_REJECTED, ERR_IMS_UNREACHABLE, ERR_IMS_TIMEOUT or
 *   ERR_IMS_BAD_RESPONSE with `status`, `error`, `errorDescription`, `debugId`, `field` and `hint` where there are any
 */
export async function requestToken(connection, options = {}) {
  requireObject(connection, 'connection')
  requireObject(options, 'options')
  const { grant = 'jwt', jwt, metaScopes, scopes, ...rest } = options
  requireGrantOptions(options)
  if (jwt !== undefined) requireText(jwt, 'options.jwt')
  if (grant === 'client_credentials') {
    requireKind(jwt, 'options.jwt', "absent where options.grant is 'client_credentials'", jwt === undefined)
  }
  requireAskOptions(rest)

  const ims = await load()
  const certificateSha1 = findCertificateSha1(ims, connection)
  const [first, ...others] = chooseGrants(ims, connection, grant, jwt).map((name) => {
    const { fields, url, form } = grants[name]
    const checked = check(ims, connection, fields(jwt))
    /** @type {Question['writeForm']} */
    const writeForm = ({ aheadMs }) => form(checked, { jwt, metaScopes, scopes }, ims, new Date(Date.now() + aheadMs))
    return { url: url(checked), grant: name, certificateSha1, signs: jwt === undefined, writeForm }
  })
  return withinDeadline(/** @type {Question} */ (first).url, rest, (askOnce) =>
    askInTurn(/** @type {TokenQuestion} */ (first), others, askOnce),
  )
}

/** @typedef {Question & { grant: Grant }} TokenQuestion */

/**
 * The first one's error is thrown where another is of no more use, since it is what the connection was made for.
 * @param {TokenQuestion} question @param {TokenQuestion[]} others
 * @param {(question: Question) => Promise<import('./ask.js').Answer>} askOnce
 * @returns {Promise<Token>}
 */
async function askInTurn(question, [next, ...others], askOnce) {
  try {
    return readToken(await askOnce(question), question.grant)
  } catch (error) {
    const { code, status, message, ...details } = /** @type {ImsError} */ (error)
    if (!next || code !== 'ERR_IMS_REJECTED' || status === 429) throw error
    return askInTurn(next, others, askOnce).catch((other) => {
      throw new ImsError(code, `${message} Nor by ${next.grant}: ${other.message}`, { ...details, status })
    })
  }
}

/**
 * @param {import('../index.js').Ims} ims @param {Connection} connection @param {Grant | 'auto'} grant @param {string} [jwt]
 * @returns {Grant[]} in the order they are tried
 */
function chooseGrants(ims, connection, grant, jwt) {
  if (grant !== 'auto') return [grant]
  const signs = jwt !== undefined || ims.validate(connection, { fields: [...grants.jwt.fields()] }).valid
  return signs ? ['jwt', 'client_credentials'] : ['client_credentials']
}

/**
 * The connection in normal form.
 * @param {import('../index.js').Ims} ims @param {Connection} connection
 * @param {readonly import('../index.js').FieldName[]} fields those that are used
 * @throws {ImsError} ERR_CONNECTION_INVALID
 */
export function check(ims, connection, fields) {
  const { valid, issues, connection: checked } = ims.validate(connection, { fields: [...fields] })
  if (valid) return checked
  const [first] = issues.filter(({ severity }) => severity === 'error')
  throw new ImsError('ERR_CONNECTION_INVALID', `The connection cannot be used: ${first?.message}`, { issues })
}

/**
 * Posts a JWT as it is, for a host that holds no key. Judges no value: that is `validate`'s part.
 * @param {AskOptions & { clientId: string, clientSecret: string, imsExchange: string, jwt: string }} options
 *   `imsExchange`: the whole URL
 * @returns {Promise<Token>}
 * @throws {ImsError} as `requestToken`, but for ERR_CONNECTION_INVALID
 */
export async function exchangeJwt({ clientId, clientSecret, imsExchange, jwt, ...options }) {
  for (const [name, value] of Object.entries({ clientId, clientSecret, imsExchange, jwt })) {
    requireText(value, `options.${name}`)
  }
  const isHttp = URL.canParse(imsExchange) && /^https?:$/.test(new URL(imsExchange).protocol)
  requireKind(imsExchange, 'options.imsExchange', 'an http or https URL', isHttp)
  requireAskOptions(options)
  const writeForm = () => ({ client_id: clientId, client_secret: clientSecret, jwt_token: jwt })
  return readToken(await ask({ url: imsExchange, grant: 'jwt', writeForm }, options), 'jwt')
}

/** @param {import('./ask.js').Answer} answer @param {Grant} grant @returns {Token} */
function readToken({ body, sentAt, badResponse }, grant) {
  const { access_token: accessToken, token_type: type, expires_in: expiresIn } = body
  // Visible ASCII, RFC 6749 appendix A.12: it is to go into a header.
  if (!isText(accessToken) || !/^[\x21-\x7e]+$/.test(accessToken)) throw badResponse('gave no access token')
  const lifetimeMs =
    typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn * grants[grant].expiryUnitMs : Number.NaN
  const expiresAt = new Date(sentAt + lifetimeMs)
  if (Number.isNaN(expiresAt.getTime())) throw badResponse('gave an access token without a usable expires_in')
  return {
    accessToken,
    tokenType: isText(type) && /^[\w.-]{1,40}$/.test(type) ? type : 'bearer',
    expiresAt,
    expiresInSeconds: Math.floor(lifetimeMs / 1000),
    grant,
  }
}

/** @param {GrantOptions} options */
export function requireGrantOptions({ grant, metaScopes, scopes }) {
  const known = [...Object.keys(grants), 'auto']
  requireKind(grant, 'options.grant', known.map((name) => `'${name}'`).join(' or '), known.includes(grant ?? 'jwt'))
  requireTexts(metaScopes, 'options.metaScopes')
  requireTexts(scopes, 'options.scopes')
}
