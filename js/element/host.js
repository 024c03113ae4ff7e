/**
 * @typedef {{ accessToken: string, tokenType: string, expiresAt: string }} Token
 * @typedef {object} Refusal why there is no token: the host's own words, or what became of the request
 * @property {string} [code] of the host, `ERR_<AREA>_<WHAT>`
 * @property {string} message
 * @property {string} [hint]
 * @property {string} [field] of the connection, to look at
 * @property {number} [status] of IMS, with `error` and `errorDescription`
 * @property {string} [error]
 * @property {string} [errorDescription]
 * @property {string} [debugId] for Adobe's support
 *
 * @typedef {object} TokenRequest what the host is sent; never a private key
 * @property {string} [connection] name of one whose secret the host keeps, instead of clientId and clientSecret
 * @property {string} [clientId]
 * @property {string} [clientSecret]
 * @property {string} [jwt]
 * @property {'client_credentials'} [grant] where there is no JWT
 * @property {string} [imsHost]
 * @property {string} [imsExchange]
 * @property {string[]} [scopes]
 */

const maxWaitMs = 60_000

/**
 * Asks the host of `createHost`. Never throws: whatever happens is an answer to show.
 * @param {string} endpoint @param {TokenRequest} request @param {import('./texts.js').Say} say
 * @returns {Promise<{ token: Token, refusal?: undefined } | { token?: undefined, refusal: Refusal }>}
 */
export async function postToken(endpoint, request, say) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const body = JSON.stringify(request)
  try {
    const signal = AbortSignal.timeout(maxWaitMs)
    const response = await fetch(endpoint, { method: 'POST', headers, body, signal, cache: 'no-store' })
    const answer = await response.json().catch(() => undefined)
    if (response.ok && typeof answer?.accessToken === 'string') return { token: answer }
    if (typeof answer?.message === 'string') return { refusal: answer }
    return { refusal: { message: say('hostOdd', { status: response.status }), hint: say('hostOddHint') } }
  } catch {
    return { refusal: { message: say('hostUnreachable'), hint: say('hostUnreachableHint') } }
  }
}
