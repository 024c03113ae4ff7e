// Origin policy: who may call the host.
import { cors } from 'hono/cors'
import { ImsError } from '#core'

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Reads a list of origins (RFC 6454 section 6.2): scheme, host and optional port, nothing else.
 * @param {unknown} texts @param {string} place what messages call the list
 * @returns {URL[]}
 * @throws {TypeError} if one is not an origin
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
 * Reads the origins that JWTs and secrets may be sent to.
 * @param {unknown} texts @param {string} place what messages call the list
 * @returns {URL[]} at least one
 * @throws {TypeError} if there is none, one is not an origin, or one uses plain http and is not a loopback address
 */
export function readImsOrigins(texts, place) {
  const origins = readOrigins(texts, place)
  if (origins.length === 0) throw new TypeError(`${place} must name at least one origin`)
  const i = origins.findIndex(({ protocol, hostname }) => protocol !== 'https:' && !loopbackNames.includes(hostname))
  if (i >= 0) throw new TypeError(`${place}[${i}] must be https, or on a loopback address`)
  return origins
}

/**
 * Refuses requests whose Host header is not a name of this host (DNS rebinding), and requests of pages of other origins.
 * @param {URL[]} own
 * @returns {import('hono').MiddlewareHandler}
 */
export const requireOwnOrigin = (own) => async (c, next) => {
  const { host, protocol } = new URL(c.req.url)
  const given = c.req.header('host')?.toLowerCase() ?? host
  const loopback = loopbackNames.includes(given.replace(/:\d+$/, ''))
  if (!loopback && !own.some((url) => url.host === given)) {
    throw new ImsError('ERR_HOST_FORBIDDEN_HOST', 'This host does not serve that host name.', {
      hint: 'Use its own address, or add the origin to allowedOrigins.',
    })
  }
  const origin = c.req.header('origin')
  if (origin && !(loopback && origin === `${protocol}//${given}`) && !own.some((url) => url.origin === origin)) {
    throw forbiddenOrigin()
  }
  await next()
}

/**
 * Refuses requests that a page of another site makes the browser send without an Origin header, such as for an image
 * (Fetch Metadata, `Sec-Fetch-Site`). Goes before the rate limit, which such requests could use up.
 * @type {import('hono').MiddlewareHandler}
 */
export async function requireSameSite(c, next) {
  const site = c.req.header('sec-fetch-site')
  // With an Origin header, requireOwnOrigin has decided.
  if ((site === 'cross-site' || site === 'same-site') && !c.req.header('origin')) throw forbiddenOrigin()
  await next()
}

const forbiddenOrigin = () =>
  new ImsError('ERR_HOST_FORBIDDEN_ORIGIN', 'Pages from other origins may not use this host.', {
    hint: 'Add the origin of the page to allowedOrigins.',
  })

/**
 * Answers CORS to pages of the given origins, and to no others.
 * @param {URL[]} own
 * @returns {import('hono').MiddlewareHandler}
 */
export function speakCors(own) {
  const origins = own.map((url) => url.origin)
  const speak = cors({ origin: origins, allowMethods: ['GET', 'POST'], exposeHeaders: ['retry-after'] })
  return (c, next) => (origins.includes(c.req.header('origin') ?? '') ? speak(c, next) : next())
}
