// The host that serves this page, asked by relative addresses.

/**
 * @typedef {{ accessToken: string, tokenType: string, expiresAt: string }} Token
 * @typedef {object} Refusal why there is no token: the host's own words, or what became of the request
 * @property {string} message
 * @property {string} [hint]
 * @property {string} [field] of the connection, to look at
 * @property {number} [status] of IMS, with `error` and `errorDescription`
 * @property {string} [error]
 * @property {string} [errorDescription]
 * @property {string} [debugId] for Adobe's support
 */

/**
 * What connections are checked against here, or undefined where the host does not say.
 * @returns {Promise<import('imskit').Context | undefined>}
 */
export const getContext = () => get('api/context')

/** The demo connection of the sandbox, where there is one. @returns {Promise<import('imskit').Connection | undefined>} */
export const getDemo = () => get('sandbox/demo.json')

/** @param {string} path */
async function get(path) {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(3000) })
    return response.status === 200 ? await response.json() : undefined
  } catch {
    return undefined
  }
}

/**
 * Never throws: whatever happens is an answer to show.
 * @param {{ clientId?: string, clientSecret?: string, jwt: string, imsExchange?: string }} request
 * @returns {Promise<{ token: Token, refusal?: undefined } | { token?: undefined, refusal: Refusal }>}
 */
export async function postToken(request) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const body = JSON.stringify(request)
  try {
    const signal = AbortSignal.timeout(60_000)
    const response = await fetch('api/token', { method: 'POST', headers, body, signal, cache: 'no-store' })
    const answer = await response.json().catch(() => undefined)
    if (response.ok && typeof answer?.accessToken === 'string') return { token: answer }
    if (typeof answer?.message === 'string') return { refusal: answer }
    const message = `The host answered with HTTP ${response.status} and nothing that this page understands.`
    return { refusal: { message, hint: 'Look at the host’s log, or try again.' } }
  } catch {
    const message = 'The host of this page cannot be reached.'
    return { refusal: { message, hint: 'The form keeps everything. See that the host runs, then try again.' } }
  }
}
