// Who may ask, and whom may be asked: everything that is decided by an origin.
import { cors } from 'hono/cors'
import { ImsError, load } from '#core'

export const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/**
 * @param {unknown} texts @param {string} place for a message @returns {URL[]}
 * @throws {TypeError} where one is no origin (RFC 6454 section 6.2): a scheme, a host and perhaps a port, nothing more
 */
export function readOrigins(texts, place) {
  if (!Array.isArray(texts)) throw new TypeError(`${place} must be an array of origins`)
  return texts.map((text, i) => {
    const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined
    if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url
    throw new TypeError(`${place}[${i}] must be an origin, like https://ims-na1.adobelogin.com`)
  })
}

/**
 * Where JWTs and secrets may go.
 * @param {unknown} texts @param {string} place
 * @throws {TypeError} also where there is none, or one is plain http and not on a loopback address
 */
export function readImsOrigins(texts, place) {
  const origins = readOrigins(texts, place)
  if (origins.length === 0) throw new TypeError(`${place} must name at least one origin`)
  const i = origins.findIndex(({ protocol, hostname }) => protocol !== 'https:' && !loopbackNames.includes(hostname))
  if (i >= 0) throw new TypeError(`${place}[${i}] must be https, or on a loopback address`)
  return origins
}

/**
 * Refuses foreign names of this host, as DNS rebinding uses them, and pages of foreign origins (RFC 6454 section 7).
 * @param {URL[]} own
 * @returns {import('hono').MiddlewareHandler}
 */
export const requireOwnOrigin = (own) => async (c, next) => {
  const { host, protocol } = new URL(c.req.url)
  const given = c.req.header('host')?.toLowerCase() ?? host
  const loopback = loopbackNames.includes(given.replace(/:\d+$/, ''))
  if (!loopback && !own.some((url) => url.host === given)) {
    throw new ImsError('ERR_HOST_FORBIDDEN_HOST', 'This host does not answer to that name.', {
      hint: 'Use its address, or have its origin added to allowedOrigins.',
    })
  }
  const origin = c.req.header('origin')
  if (origin && !(loopback && origin === `${protocol}//${given}`) && !own.some((url) => url.origin === origin)) {
    throw new ImsError('ERR_HOST_FORBIDDEN_ORIGIN', 'Pages of another origin may not use this host.', {
      hint: 'Have the origin of the page added to allowedOrigins.',
    })
  }
  await next()
}

/**
 * To pages of the origins given, and not at all to others: it costs as much as the rest of an answer.
 * @param {URL[]} own
 * @returns {import('hono').MiddlewareHandler}
 */
export function speakCors(own) {
  const origins = own.map((url) => url.origin)
  const speak = cors({ origin: origins, allowMethods: ['GET', 'POST'], exposeHeaders: ['retry-after'] })
  return (c, next) => (origins.includes(c.req.header('origin') ?? '') ? speak(c, next) : next())
}

/** Destinations that are remembered; they are few, and no secret. */
const maxRemembered = 100

/**
 * Where a connection is exchanged, read and normalised by the core, and allowed.
 * @param {URL[]} known
 * @returns {(connection: import('../index.js').Connection) => Promise<{ imsHost: string, imsExchange: string }>} `imsHost`
 *   is the origin of `imsExchange`, so that nothing else is named. Rejects with ERR_CONNECTION_INVALID, or
 *   ERR_HOST_FORBIDDEN_IMS where the origin is not known, or there is userinfo
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
    if (!valid) throw new ImsError('ERR_CONNECTION_INVALID', 'The connection cannot be used.', { issues })
    const exchange = String(connection.imsExchange)
    const field = imsExchange ? 'imsExchange' : 'imsHost'
    const destination = { imsHost: requireKnown(exchange, known, field), imsExchange: exchange }
    if (allowed.size < maxRemembered) allowed.set(key, destination)
    return destination
  }
}

/** As `fetch` reads the URL. @param {string} imsExchange @param {URL[]} known @param {string} field that names it */
function requireKnown(imsExchange, known, field) {
  const { origin, username, password } = new URL(imsExchange)
  if (username === '' && password === '' && known.some((url) => url.origin === origin)) return origin
  const message = `This host asks for tokens at ${known.map(({ host }) => host).join(', ')} alone.`
  throw new ImsError('ERR_HOST_FORBIDDEN_IMS', message, {
    field,
    hint: 'Correct it, or have its origin added to imsOrigins.',
  })
}
