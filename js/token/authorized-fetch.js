// Calls an Adobe API with an access token.

/**
 * @typedef {import('./request.js').Fetch} Fetch
 * @typedef {{ accessToken: string, clientId: string }} Authorization
 *
 * @typedef {object} Call
 * @property {string} url
 * @property {RequestInit} init
 * @property {boolean} replayable whether the body can be sent again
 */

/**
 * Sends a request with the token, and once more with another token if the API answers 401.
 * @param {string | URL | Request} input
 * @param {RequestInit} init
 * @param {{ fetch: Fetch, authorize: (rejected?: string, signal?: AbortSignal) => Promise<Authorization> }} provider
 * @returns {Promise<Response>}
 * @throws {TypeError} for a URL that a token may not be sent to
 */
export async function fetchAuthorized(input, init, { fetch, authorize }) {
  const { url, init: own, replayable } = await readCall(input, init)
  const signal = own.signal ?? undefined
  const send = (/** @type {Authorization} */ authorization) => fetch(url, addHeaders(own, authorization))

  const first = await authorize(undefined, signal)
  const response = await send(first)
  if (response.status !== 401) return response
  if (!replayable) {
    // The caller has to send the body again, and has another token then.
    await authorize(first.accessToken, signal).catch(() => {})
    return response
  }
  const second = await authorize(first.accessToken, signal)
  if (second.accessToken === first.accessToken) return response
  await response.body?.cancel?.().catch(() => {})
  return send(second)
}

/**
 * @param {RequestInit} init
 * @param {Authorization} authorization
 * @returns {RequestInit}
 */
function addHeaders(init, { accessToken, clientId }) {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${accessToken}`)
  if (!headers.has('x-api-key')) headers.set('x-api-key', clientId)
  return { ...init, headers: Object.fromEntries(headers) } // a plain object, which every fetch library reads
}

/**
 * Brings the arguments of `fetch` into one form. A `Request` is taken apart, since fetch libraries do not read each other's.
 * @param {string | URL | Request} input
 * @param {RequestInit} init
 * @returns {Promise<Call>}
 */
async function readCall(input, init) {
  if (typeof Request === 'function' && input instanceof Request) {
    const { url, method, headers, body, signal, redirect } = input
    const parts = { method, headers, signal, redirect, ...(body && { body }) }
    return readCall(url, { ...parts, ...init })
  }
  const url = requireUrl(/** @type {string | URL} */ (input))
  const { body } = init
  if (typeof FormData === 'function' && body instanceof FormData) {
    const encoded = new Response(body) // other libraries do not know this class of the platform
    const headers = new Headers(init.headers)
    headers.set('content-type', String(encoded.headers.get('content-type')))
    return { url, init: { ...init, headers, body: await encoded.arrayBuffer() }, replayable: true }
  }
  const isStream = isObjectWith(body, 'getReader') || isObjectWith(body, Symbol.asyncIterator)
  const streaming = isStream ? /** @type {RequestInit} */ ({ duplex: 'half' }) : {}
  return { url, init: { ...streaming, ...init }, replayable: !isStream }
}

/**
 * @param {unknown} value
 * @param {string | symbol} member
 */
const isObjectWith = (value, member) => typeof value === 'object' && value !== null && member in value

/**
 * A token is sent over TLS only (RFC 6750 section 5.3), except within this machine.
 * @param {string | URL} given
 */
function requireUrl(given) {
  if (!URL.canParse(given)) throw new TypeError('url must be an absolute URL')
  const { protocol, hostname, href } = new URL(given)
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(hostname)
  if (protocol === 'https:' || (protocol === 'http:' && isLocal)) return href
  throw new TypeError('url must begin with https://, since the request carries a token')
}
