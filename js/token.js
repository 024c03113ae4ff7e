import { ImsError, load } from './index.js'

/**
 * @typedef {import('./index.js').Connection} Connection
 * @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch
 *
 * @typedef {object} Token
 * @property {string} accessToken
 * @property {string} tokenType as IMS says it, so `bearer`
 * @property {Date} expiresAt counted from the moment of the request, so rather too early than too late
 * @property {number} expiresInSeconds whole seconds
 * @property {'jwt'} grant how it was obtained
 *
 * @typedef {object} ExchangeOptions
 * @property {AbortSignal} [signal] ends the request; the promise then rejects with the signal's reason
 * @property {number} [timeoutMs] for the whole exchange, headers and body; default 30000
 * @property {Fetch} [fetch] default: the global one
 */

/** No answer of IMS is nearly as long; what is longer is not read. */
const maxResponseBytes = 1_000_000
/** Of a text of IMS that is passed on, in code points. */
const maxTextLength = 500
/** Longest delay of a timer (HTML, “timers”: a signed 32-bit number of milliseconds). */
const maxTimeoutMs = 2 ** 31 - 1

/** What a connection is asked for here: the fields that go into the JWT and the request. */
const fields = /** @type {const} */ ({
  exchange: ['clientId', 'clientSecret', 'imsHost', 'imsExchange'],
  signing: ['technicalAccountId', 'organizationId', 'privateKey', 'passphrase', 'metaScopes'],
})

/**
 * What to look at when IMS refuses, by its `error` (RFC 6749 section 5.2, and IMS's own) and, for `invalid_client`, status.
 * @type {Record<string, { field?: string, hint: string }>}
 */
const refusals = {
  'invalid_client 401': {
    field: 'clientSecret',
    hint: 'Check that the client secret belongs to this client ID, and that the credential may exchange JWTs.',
  },
  invalid_client: {
    field: 'clientId',
    hint: 'Check the client ID, and that IMS Host and IMS Exchange are of the environment that it belongs to.',
  },
  invalid_token: {
    field: 'privateKey',
    hint: 'Check that the certificate of this private key is attached to the credential, and that this machine’s clock is right.',
  },
  invalid_signature: {
    field: 'privateKey',
    hint: 'Check that the certificate of this private key is attached to the credential, and the technical account and organization IDs.',
  },
  invalid_scope: { field: 'metaScopes', hint: 'Check which metascopes the credential has in the Developer Console.' },
  invalid_jti: { hint: 'This credential wants a jti that is greater than any before.' },
  bad_request: { field: 'technicalAccountId', hint: 'Check the technical account ID and the organization ID.' },
}

/**
 * What the system says of a connection that failed, in words; without the ERR_ or UND_ERR_ before some codes.
 * @type {Record<string, string>}
 */
const networkFailures = {
  ENOTFOUND: 'its name is unknown to DNS',
  EAI_AGAIN: 'DNS did not answer',
  ECONNREFUSED: 'nothing accepts connections there',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  SOCKET: 'the connection was closed',
  ETIMEDOUT: 'the connection timed out',
  CONNECT_TIMEOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate comes from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its TLS certificate comes from an authority that is not trusted here',
  TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name',
  SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
}

/**
 * Exchanges a JWT, signed here unless given, for an access token. Asks once.
 * @param {Connection} connection only the fields that are used are asked for
 * @param {ExchangeOptions & { grant?: 'jwt', jwt?: string, metaScopes?: string[] }} [options] `jwt`: signed elsewhere, so that
 *   no key is needed; `metaScopes`: instead of the connection's, where it is signed here
 * @returns {Promise<Token>}
 * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`; ERR_IMS_REJECTED, ERR_IMS_UNREACHABLE, ERR_IMS_TIMEOUT or
 *   ERR_IMS_BAD_RESPONSE with `status`, `error`, `errorDescription`, `debugId`, `field` and `hint` where there are any
 */
export async function requestToken(connection, options = {}) {
  requireKind(connection, 'connection', 'an object', isObject(connection))
  requireKind(options, 'options', 'an object', isObject(options))
  const { grant = 'jwt', jwt, metaScopes, ...rest } = options
  requireKind(grant, 'options.grant', "'jwt'; it is the only grant so far", grant === 'jwt')
  requireKind(jwt, 'options.jwt', 'a non-empty string', jwt === undefined || isText(jwt))
  const scopesFit = metaScopes === undefined || (Array.isArray(metaScopes) && metaScopes.every(isText))
  requireKind(metaScopes, 'options.metaScopes', 'an array of non-empty strings', scopesFit)
  requireExchangeOptions(rest)

  const ims = await load()
  const asked = jwt === undefined ? [...fields.exchange, ...fields.signing] : [...fields.exchange]
  const { valid, issues, connection: normalised } = ims.validate(connection, { fields: asked })
  if (!valid) {
    const [first] = issues.filter(({ severity }) => severity === 'error')
    throw new ImsError('ERR_CONNECTION_INVALID', `The connection cannot be used: ${first?.message}`, { issues })
  }
  return exchangeJwt({
    ...rest,
    clientId: /** @type {string} */ (normalised.clientId),
    clientSecret: /** @type {string} */ (normalised.clientSecret),
    imsExchange: /** @type {string} */ (normalised.imsExchange),
    jwt: jwt ?? ims.signJwt(normalised, metaScopes ? { metaScopes } : {}),
  })
}

/**
 * Posts a JWT as it is, for a host that holds no key. Judges no value: that is `validate`'s part.
 * @param {ExchangeOptions & { clientId: string, clientSecret: string, imsExchange: string, jwt: string }} options
 *   `imsExchange`: the whole URL
 * @returns {Promise<Token>}
 * @throws {ImsError} as `requestToken`, but for ERR_CONNECTION_INVALID
 */
export async function exchangeJwt({ clientId, clientSecret, imsExchange, jwt, ...options }) {
  for (const [name, value] of Object.entries({ clientId, clientSecret, imsExchange, jwt })) {
    requireKind(value, `options.${name}`, 'a non-empty string', isText(value))
  }
  requireKind(imsExchange, 'options.imsExchange', 'an http or https URL', isHttpUrl(imsExchange))
  requireExchangeOptions(options)
  const { signal, timeoutMs = 30_000, fetch = globalThis.fetch } = options

  // The parts of the JWT too, in case it is echoed in pieces.
  const secrets = [clientSecret, jwt, ...jwt.split('.').filter((part) => part.length >= 16)]
  const host = new URL(imsExchange).host
  return withDeadline({ host, timeoutMs, signal }, async (deadline) => {
    const sentAt = Date.now()
    const response = await connect(host, () =>
      fetch(imsExchange, { ...writeRequest({ clientId, clientSecret, jwt }), signal: deadline }),
    )
    return readResponse(response, { host, sentAt, secrets, signal: deadline })
  })
}

/** @param {{ clientId: string, clientSecret: string, jwt: string }} values @returns {RequestInit} */
function writeRequest({ clientId, clientSecret, jwt }) {
  return {
    method: 'POST',
    redirect: 'manual', // a secret follows nobody's redirect
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'cache-control': 'no-cache',
      accept: 'application/json',
    },
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, jwt_token: jwt }).toString(),
  }
}

/**
 * @param {Response} response
 * @param {{ host: string, sentAt: number, secrets: string[], signal: AbortSignal }} request
 * @returns {Promise<Token>}
 */
async function readResponse(response, { host, sentAt, secrets, signal }) {
  const { status } = response
  /** @param {unknown} text */
  const quote = (text) => (isText(text) ? quoteForeign(text, secrets) : undefined)
  const debugId = quote(response.headers.get('x-debug-id'))
  /** @param {string} what @param {string} [hint] */
  const badResponse = (what, hint) =>
    new ImsError('ERR_IMS_BAD_RESPONSE', `${host} ${what} (HTTP ${status}).`, { status, debugId, hint })

  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    response.body?.cancel().catch(() => {})
    throw badResponse(
      'answered with a redirect, which is not followed',
      'Check IMS Exchange: it must name the exchange itself.',
    )
  }
  const text = await readText(response, signal, badResponse)
  const body = parseObject(text)
  const error = quote(body?.error)
  if (status >= 400 && (status < 500 || error)) {
    const errorDescription = quote(body?.error_description)
    const said = [error, errorDescription].filter(Boolean).join(': ') || 'it gave no reason'
    const advice = refusals[`${error} ${status}`] ?? refusals[error ?? '']
    const details = { status, error, errorDescription, debugId, ...advice }
    throw new ImsError('ERR_IMS_REJECTED', `${host} refused: ${said} (HTTP ${status}).`, details)
  }
  if (status >= 500) throw badResponse('failed', 'Try again in a minute.')
  if (!body)
    throw badResponse(
      'answered something that is not JSON',
      'Check IMS Exchange; a proxy may have answered instead of IMS.',
    )
  return readToken(body, sentAt, badResponse)
}

/**
 * @param {Record<string, unknown>} body
 * @param {number} sentAt milliseconds of the epoch
 * @param {(what: string) => ImsError} badResponse
 * @returns {Token}
 */
function readToken({ access_token: accessToken, token_type: type, expires_in: expiresInMs }, sentAt, badResponse) {
  // Visible ASCII, RFC 6749 appendix A.12: it is to go into a header.
  if (!isText(accessToken) || !/^[\x21-\x7e]+$/.test(accessToken)) throw badResponse('gave no access token')
  // Milliseconds at /ims/exchange/jwt, whatever RFC 6749 section 5.1 says.
  const expiresAt = new Date(sentAt + (typeof expiresInMs === 'number' && expiresInMs > 0 ? expiresInMs : Number.NaN))
  if (Number.isNaN(expiresAt.getTime())) throw badResponse('gave an access token without a usable expires_in')
  return {
    accessToken,
    tokenType: isText(type) && /^[\w.-]{1,40}$/.test(type) ? type : 'bearer',
    expiresAt,
    expiresInSeconds: Math.floor((expiresAt.getTime() - sentAt) / 1000),
    grant: 'jwt',
  }
}

/**
 * Runs `work` within the time. It settles in time even where the work does not heed its signal.
 * @template T
 * @param {{ host: string, timeoutMs: number, signal?: AbortSignal }} options
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withDeadline({ host, timeoutMs, signal }, work) {
  signal?.throwIfAborted()
  const timeout = new AbortController()
  const timer = setTimeout(() => {
    const message = `${host} did not answer within ${timeoutMs / 1000} s.`
    timeout.abort(
      new ImsError('ERR_IMS_TIMEOUT', message, { hint: 'Try again; if it lasts, look at the network between.' }),
    )
  }, timeoutMs)
  const abort = () => timeout.abort(signal?.reason)
  signal?.addEventListener('abort', abort)
  try {
    return await Promise.race([
      work(timeout.signal),
      new Promise((_, reject) => {
        timeout.signal.addEventListener('abort', () => reject(timeout.signal.reason))
      }),
    ])
  } catch (error) {
    throw timeout.signal.aborted ? timeout.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/**
 * The error of `fetch` is not passed on: its cause may hold the request.
 * @param {string} host @param {() => Promise<Response>} send
 */
async function connect(host, send) {
  try {
    return await send()
  } catch (error) {
    const code = systemCode(error)
    if (code?.startsWith('HPE_')) throw new ImsError('ERR_IMS_BAD_RESPONSE', `${host} does not speak HTTP (${code}).`)
    const what = networkFailures[code?.replace(/^(UND_)?ERR_/, '') ?? ''] ?? 'the connection failed'
    throw new ImsError('ERR_IMS_UNREACHABLE', `${host} cannot be reached: ${what}${code ? ` (${code})` : ''}.`, {
      hint: 'Check the address in IMS Exchange, and the network, proxy and firewall between.',
    })
  }
}

/** Of the error or its cause, where it looks like one. @param {unknown} error */
function systemCode(error) {
  const { code, cause } = /** @type {{ code?: unknown, cause?: { code?: unknown } }} */ (isObject(error) ? error : {})
  return [cause?.code, code].find((text) => typeof text === 'string' && /^[A-Z][A-Z0-9_]{1,59}$/.test(text))?.toString()
}

/**
 * @param {Response} response @param {AbortSignal} signal
 * @param {(what: string, hint?: string) => ImsError} badResponse
 */
async function readText(response, signal, badResponse) {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const stop = () => reader.cancel().catch(() => {})
  signal.addEventListener('abort', stop)
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw badResponse('broke off in the middle of its answer', 'Try again.')
      })
      if (done) return text + decoder.decode()
      size += value.byteLength
      if (size > maxResponseBytes) {
        stop()
        throw badResponse(`answered more than ${maxResponseBytes} bytes`, 'Check IMS Exchange.')
      }
      text += decoder.decode(value, { stream: true })
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** @param {string} text */
function parseObject(text) {
  try {
    const value = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * A text that somebody else wrote, fit to be shown: one line without control or format characters, cut, and without what
 * was sent in secret, should it have been echoed.
 * @param {string} text @param {string[]} secrets
 */
function quoteForeign(text, secrets) {
  let line = text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '').trim()
  for (const secret of secrets) {
    const asSent = new URLSearchParams([['', secret]]).toString().slice(1)
    line = line.replaceAll(secret, '…').replaceAll(asSent, '…')
  }
  return Array.from(line).slice(0, maxTextLength).join('') || undefined
}

/** @param {ExchangeOptions} options */
function requireExchangeOptions({ signal, timeoutMs, fetch }) {
  requireKind(signal, 'options.signal', 'an AbortSignal', signal === undefined || signal instanceof AbortSignal)
  const timeoutFits = typeof timeoutMs === 'number' && timeoutMs >= 1 && timeoutMs <= maxTimeoutMs
  requireKind(
    timeoutMs,
    'options.timeoutMs',
    `a number from 1 to ${maxTimeoutMs}`,
    timeoutMs === undefined || timeoutFits,
  )
  requireKind(fetch, 'options.fetch', 'a function', fetch === undefined || typeof fetch === 'function')
}

/**
 * The value is not quoted: it may be a secret in the wrong place.
 * @param {unknown} value @param {string} name @param {string} kind @param {boolean} fits
 */
function requireKind(value, name, kind, fits) {
  if (!fits) throw new TypeError(`${name} must be ${kind}${value === undefined ? ', and is missing' : ''}`)
}

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === 'string' && value !== ''

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {string} text */
function isHttpUrl(text) {
  try {
    return /^https?:$/.test(new URL(text).protocol)
  } catch {
    return false
  }
}
