import { load } from '#core'
import { ask } from './token/ask.js'
import { isText } from './token/check.js'

/**
 * @typedef {object} JwtAuthOptions
 * @property {string} clientId
 * @property {string} technicalAccountId
 * @property {string} orgId
 * @property {string} clientSecret
 * @property {string | Uint8Array} privateKey in any form that imskit reads
 * @property {string} [passphrase]
 * @property {string | string[]} metaScopes names or whole URLs; a text may hold several, with commas between
 * @property {string} [ims] default `https://ims-na1.adobelogin.com`
 *
 * @typedef {{ token_type: string, access_token: string, expires_in: number }} JwtAuthResponse IMS's own answer, so
 *   `expires_in` in milliseconds
 */

const required = /** @type {const} */ ([
  'clientId',
  'technicalAccountId',
  'orgId',
  'clientSecret',
  'privateKey',
  'metaScopes',
])
const lifetimeSeconds = 300

/** What becomes of our codes. @type {Record<string, string>} */
const codes = {
  ERR_CONNECTION_INVALID: 'request_failed',
  ERR_IMS_UNREACHABLE: 'request_failed',
  ERR_IMS_TIMEOUT: 'request_failed',
  ERR_IMS_BAD_RESPONSE: 'invalid_response_body',
}

/**
 * Takes the place of `@adobe/jwt-auth` 2, with its options, its result and its error codes:
 *
 *   import auth from 'imskit/jwt-auth' // or: const auth = require('imskit/jwt-auth')
 *   const { access_token } = await auth(config)
 *
 * Beyond it: every form of a key, a time limit of 30 seconds, retries, proxies, and IMS by https alone (or http on this
 * machine).
 * @param {JwtAuthOptions} options
 * @returns {Promise<JwtAuthResponse>}
 * @throws {Error} whose `code` is missing_params, sign_failed, request_failed, invalid_response_body or IMS's own, such as
 *   invalid_client; its `cause` is the ImsError, with `hint` and `field`
 */
async function authorize(options) {
  const { clientId, technicalAccountId, orgId, clientSecret, privateKey, passphrase, metaScopes, ims } = options ?? {}
  const missing = required.filter((name) => !options?.[name]?.length)
  if (missing.length > 0) throw createError('missing_params', `Missing: ${missing.join(', ')}`)

  const core = await load()
  const imsHost = readHost(core, ims)
  const scopes = (Array.isArray(metaScopes) ? metaScopes : metaScopes.split(',')).map((scope) => scope.trim())
  const sign = () => {
    const payload = {
      exp: Math.floor(Date.now() / 1000) + lifetimeSeconds,
      iss: orgId,
      sub: technicalAccountId,
      aud: `${imsHost}/c/${clientId}`,
      ...Object.fromEntries(scopes.map((scope) => [scope.includes('https') ? scope : `${imsHost}/s/${scope}`, true])),
    }
    return core.sign({ payload, privateKey, passphrase: passphrase ?? '' })
  }
  const writeForm = () => ({
    client_id: clientId,
    client_secret: clientSecret,
    jwt_token: attempt('sign_failed', sign),
  })
  const url = `${imsHost}/ims/exchange/jwt/`
  const { body, quote } = await ask({ url, grant: 'jwt', writeForm }, {}).catch((error) => {
    const { code, error: refusal, errorDescription, message } = error
    if (code === 'ERR_IMS_REJECTED' && refusal && errorDescription) throw createError(refusal, errorDescription, error)
    throw code in codes || code === 'ERR_IMS_REJECTED'
      ? createError(codes[code] ?? 'invalid_response_body', message, error)
      : error
  })
  if (isText(body.access_token)) return /** @type {JwtAuthResponse} */ (body)
  const [refusal, description] = [quote(body.error), quote(body.error_description)]
  if (refusal && description) throw createError(refusal, description)
  throw createError('invalid_response_body', 'IMS answered without an access token.')
}

export { authorize as default, authorize as 'module.exports' }

/** @param {import('./index.js').Ims} core @param {string} [ims] */
function readHost(core, ims) {
  const { valid, connection, issues } = core.validate({ imsHost: ims }, { fields: ['imsHost'] })
  if (valid) return connection.imsHost
  throw createError('request_failed', `ims: ${issues.find(({ severity }) => severity === 'error')?.message}`)
}

/** @template T @param {string} code @param {() => T} work */
function attempt(code, work) {
  try {
    return work()
  } catch (error) {
    throw createError(code, /** @type {Error} */ (error).message, error)
  }
}

/** @param {string} code @param {string} message @param {unknown} [cause] */
const createError = (code, message, cause) => Object.assign(new Error(message, cause ? { cause } : undefined), { code })
