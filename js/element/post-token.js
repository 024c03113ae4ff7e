/**
 * @typedef {object} Token the host's answer
 * @property {string} accessToken for the header `Authorization: Bearer`
 * @property {string} tokenType `bearer`
 * @property {string} expiresAt when it expires, in ISO 8601
 *
 * @typedef {object} Refusal why there is no token: the host's answer, or what happened to the request
 * @property {string} [code] the host's, `ERR_<AREA>_<WHAT>`
 * @property {string} message what is wrong, for the user
 * @property {string} [hint] what to do about it, for the user
 * @property {string} [field] the property of the connection to check
 * @property {number} [status] HTTP status of IMS, if it responded
 * @property {string} [error] code of IMS, such as `invalid_client`
 * @property {string} [errorDescription] what IMS says, in words
 * @property {string} [debugId] the `x-debug-id` header of IMS, for Adobe Support
 *
 * @typedef {object} TokenRequest the request to the host; never a private key
 * @property {string} [connection] name of a connection that the host keeps, instead of clientId and clientSecret. Without
 *   a `jwt` or a `grant`, the host signs
 * @property {string} [clientId]
 * @property {string} [clientSecret]
 * @property {string} [jwt]
 * @property {'client_credentials'} [grant] if there is no JWT
 * @property {string} [imsHost]
 * @property {string} [imsExchange]
 * @property {readonly string[]} [scopes]
 */

const maxWaitMs = 60_000

/**
 * Gets a token from the host of `createHost`. Never throws: every outcome is an answer to show.
 * @param {string} endpoint @param {TokenRequest} request @param {import('./texts.js').Say} say
 * @returns {Promise<{ token: Token, refusal?: undefined } | { token?: undefined, refusal: Refusal }>}
 */
export async function postToken(endpoint, request, say) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const options = /** @type {const} */ ({ method: 'POST', headers, cache: 'no-store', credentials: 'same-origin' })
  try {
    const body = JSON.stringify(request)
    const response = await fetch(endpoint, { ...options, body, signal: AbortSignal.timeout(maxWaitMs) })
    const answer = await response.json().catch(() => undefined)
    if (response.ok && typeof answer?.accessToken === 'string') return { token: answer }
    if (typeof answer?.message === 'string') return { refusal: answer }
    return { refusal: { message: say('hostOdd', { status: response.status }), hint: say('hostOddHint') } }
  } catch {
    return { refusal: { message: say('hostUnreachable'), hint: say('hostUnreachableHint') } }
  }
}
