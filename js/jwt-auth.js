import { load } from '#core'
import { sendRequest } from './token/request.js'

/**
 * @typedef {object} JwtAuthOptions the options of `@adobe/jwt-auth` 2
 * @property {string} clientId also called the API key
 * @property {string} technicalAccountId the ID, not the email address
 * @property {string} orgId the organization ID
 * @property {string} clientSecret the client secret of the credential
 * @property {string | Uint8Array} privateKey in any format that imskit reads
 * @property {string | undefined} [passphrase] of an encrypted private key
 * @property {string | readonly string[]} metaScopes names or whole URLs; a string may hold several, separated by commas
 * @property {string | undefined} [ims] default `https://ims-na1.adobelogin.com`
 *
 * @typedef {object} JwtAuthResponse the response of IMS as is
 * @property {string} token_type `bearer`
 * @property {string} access_token for the header `Authorization: Bearer`
 * @property {number} expires_in milliseconds until the token expires
 */

const required = /** @type {const} */ ([
  'clientId',
  'technicalAccountId',
  'orgId',
  'clientSecret',
  'privateKey',
  'metaScopes',
])

/** The codes of @adobe/jwt-auth for ours. @type {Record<string, string>} */
const codes = {
  ERR_CONNECTION_INVALID: 'request_failed',
  ERR_IMS_UNREACHABLE: 'request_failed',
  ERR_IMS_TIMEOUT: 'request_failed',
  ERR_IMS_BAD_RESPONSE: 'invalid_response_body',
  ERR_IMS_REJECTED: 'invalid_response_body',
}

/**
 * Replaces `@adobe/jwt-auth` 2: the same options, the same result, the same error codes. CommonJS code gets the function
 * from `require('imskit/jwt-auth')`.
 *
 * It adds every key format that imskit reads, a time limit of 30 seconds, retries and proxies. IMS is reached by https only,
 * or by http on this machine.
 * @param {JwtAuthOptions} options the credential
 * @returns {Promise<JwtAuthResponse>} the response of IMS
 * @throws {Error} with a `code`: missing_params, sign_failed, request_failed, invalid_response_body, or the code of IMS,
 *   such as invalid_client. Its `cause` is the `ImsError`, with `hint` and `field`
 * @example
 * import auth from 'imskit/jwt-auth'
 *
 * const { access_token } = await auth(config)
 */
async function authorize(options) {
  const {
    clientId,
    technicalAccountId,
    orgId,
    clientSecret,
    privateKey,
    passphrase = '',
    metaScopes,
    ims,
  } = options ?? {}
  const missing = required.filter((name) => !options?.[name]?.length)
  if (missing.length > 0) throw createError('missing_params', `Missing: ${missing.join(', ')}`)

  const core = await load()
  const { imsHost, claims } = readClaims(
    core,
    { clientId, technicalAccountId, organizationId: orgId, imsHost: ims },
    metaScopes,
  )
  const writeForm = () => ({
    client_id: clientId,
    client_secret: clientSecret,
    jwt_token: attempt('sign_failed', () => core.sign({ payload: claims(), privateKey, passphrase: passphrase ?? '' })),
  })
  const url = `${imsHost}/ims/exchange/jwt/`
  const { body, badResponse } = await sendRequest({ url, grant: 'jwt', writeForm }, {}).catch((error) => {
    const { code, error: refusal, errorDescription, message } = error
    if (code === 'ERR_IMS_REJECTED' && refusal && errorDescription) throw createError(refusal, errorDescription, error)
    throw code in codes ? createError(String(codes[code]), message, error) : error
  })
  if (typeof body.access_token === 'string' && body.access_token !== '') {
    return /** @type {JwtAuthResponse} */ (/** @type {unknown} */ (body))
  }
  const cause = badResponse('sent no access token')
  throw createError('invalid_response_body', cause.message, cause)
}

export { authorize as default, authorize as 'module.exports' }

/**
 * Prepares the claims, which the core makes. It knows metascopes by name only, so those that are given as whole URLs get
 * their URL back.
 * @param {import('./core/types.js').Ims} core
 * @param {import('./core/types.js').Connection} connection
 * @param {string | readonly string[]} metaScopes
 */
function readClaims(core, connection, metaScopes) {
  const given = (typeof metaScopes === 'string' ? metaScopes.split(',') : metaScopes).map((scope) => scope.trim())
  const names = given.map((scope) => scope.slice(scope.lastIndexOf('/') + 1))
  const {
    valid,
    connection: checked,
    issues,
  } = core.validate(
    { ...connection, metaScopes: names },
    { fields: ['clientId', 'technicalAccountId', 'organizationId', 'imsHost', 'metaScopes'] },
  )
  if (!valid) {
    const first = issues.find(({ severity }) => severity === 'error')
    throw createError('request_failed', `${first?.field === 'imsHost' ? 'ims: ' : ''}${first?.message}`)
  }
  const urls = new Map(given.map((scope, i) => [`${checked.imsHost}/s/${names[i]}`, scope]))
  const isUrl = (/** @type {string} */ scope) => scope.includes('://')
  const claims = () => {
    const entries = Object.entries(core.claims(checked))
    return Object.fromEntries(
      entries.map(([name, value]) => {
        const url = urls.get(name)
        return [url !== undefined && isUrl(url) ? url : name, value]
      }),
    )
  }
  return { imsHost: String(checked.imsHost), claims }
}

/**
 * @template T
 * @param {string} code
 * @param {() => T} work
 */
function attempt(code, work) {
  try {
    return work()
  } catch (error) {
    throw createError(code, /** @type {Error} */ (error).message, error)
  }
}

/**
 * @param {string} code
 * @param {string} message
 * @param {unknown} [cause]
 */
const createError = (code, message, cause) => Object.assign(new Error(message, cause ? { cause } : undefined), { code })
