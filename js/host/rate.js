// How often a client may ask.
import { MemoryStore, rateLimiter } from 'hono-rate-limiter'
import { ImsError } from '#core'

/**
 * @typedef {object} RateLimit
 * @property {number} requests to /api/ that one client may send in the time; default 120
 * @property {number} seconds the time; default 60
 * @property {string} [addressHeader] where a proxy in front, which you trust, puts the address of the client, like
 *   `x-real-ip`; of a list, as in `x-forwarded-for`, the last counts. Default: the address that the connection comes from.
 *   Where there is none, everybody counts as one client
 */

/** How each server says who is connected, in what it passes beside a request. @type {((env: any, request: Request) => string | undefined)[]} */
const servers = [
  (env) => env?.incoming?.socket?.remoteAddress, // @hono/node-server
  (env) => env?.remoteAddr?.hostname, // Deno.serve
  (env, request) => env?.requestIP?.(request)?.address, // Bun.serve
]

/**
 * The count of this very request: the store's own object goes on counting those that arrive until it is read, so that of
 * a burst over the limit nothing would pass.
 */
class Store extends MemoryStore {
  /** @override @param {string} key */
  increment(key) {
    return { ...super.increment(key) }
  }
}

/**
 * @param {Partial<RateLimit>} limit
 * @returns {import('hono').MiddlewareHandler}
 */
export function limitRate({ requests = 120, seconds = 60, addressHeader }) {
  /** @type {import('hono').MiddlewareHandler | undefined} */
  let limiter
  const make = () =>
    rateLimiter({
      windowMs: seconds * 1000,
      limit: requests,
      standardHeaders: 'draft-7',
      store: new Store(),
      keyGenerator: (c) => toNetwork(findAddress(c, addressHeader)),
      handler() {
        throw new ImsError('ERR_HOST_RATE_LIMITED', `More than ${requests} requests in ${seconds} s.`, {
          hint: 'Wait as long as Retry-After says, then try again.',
        })
      },
    })
  // It sets a timer, which Workers allow within a request alone.
  return (c, next) => {
    limiter ??= make()
    return limiter(c, next)
  }
}

/** @param {import('hono').Context} c @param {string} [header] */
function findAddress(c, header) {
  if (header !== undefined) return c.req.header(header)?.split(',').at(-1)?.trim().slice(0, 64) ?? ''
  return servers.map((find) => find(c.env, c.req.raw)).find((address) => typeof address === 'string') ?? ''
}

/**
 * Who has one IPv6 address has 2^64 of them, so the /64 counts (RFC 4291 section 2.5.4).
 * @param {string} address @returns {string} IPv4 as it is
 */
export function toNetwork(address) {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped || !address.includes(':')) return mapped ?? address
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':'))
  const zeros = Array(Math.max(0, 8 - head.length - tail.length)).fill('0')
  const groups = address.includes('::') ? [...head, ...zeros, ...tail] : head
  return groups
    .slice(0, 4)
    .map((group) => (Number.parseInt(group, 16) || 0).toString(16))
    .join(':')
}
