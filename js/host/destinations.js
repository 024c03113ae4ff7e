// Where the host may send secrets, JWTs and token requests.
import { ImsError, load } from '#core'

/** Destinations that are remembered. They are few, and not secret. */
const maxRemembered = 100

/**
 * Finds where a connection is exchanged, as the core reads and normalizes it, and checks that it is allowed.
 * @param {URL[]} known
 * @returns {(connection: import('../core/types.js').Connection) => Promise<{ imsHost: string, imsExchange: string }>} `imsHost`
 *   is the origin of `imsExchange`. Rejects with ERR_CONNECTION_INVALID, or with ERR_HOST_FORBIDDEN_IMS if the origin is
 *   not known or the URL has a user name or password
 */
export function createDestinations(known) {
  /** @type {Map<string, { imsHost: string, imsExchange: string }>} */
  const allowed = new Map()
  return async ({ imsHost = known[0]?.origin, imsExchange }) => {
    const key = JSON.stringify([imsHost, imsExchange])
    const found = allowed.get(key)
    if (found) return found
    const checked = (await load()).validate({ imsHost, imsExchange }, { fields: ['imsHost', 'imsExchange'] })
    const { valid, issues, connection } = checked
    if (!valid) throw new ImsError('ERR_CONNECTION_INVALID', 'The connection is not valid.', { issues })
    const exchange = String(connection.imsExchange)
    const field = imsExchange ? 'imsExchange' : 'imsHost'
    const destination = { imsHost: requireKnown(exchange, known, field), imsExchange: exchange }
    if (allowed.size < maxRemembered) allowed.set(key, destination)
    return destination
  }
}

/** Reads the URL as `fetch` does. @param {string} imsExchange @param {URL[]} known @param {string} field that names it */
function requireKnown(imsExchange, known, field) {
  const { origin, username, password } = new URL(imsExchange)
  if (username === '' && password === '' && known.some((url) => url.origin === origin)) return origin
  const message = `This host requests tokens only from ${known.map(({ host }) => host).join(', ')}.`
  throw new ImsError('ERR_HOST_FORBIDDEN_IMS', message, {
    field,
    hint: 'Correct the address, or add its origin to imsOrigins.',
  })
}
