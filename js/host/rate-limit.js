// The rate limit of each client.
import { MemoryStore, rateLimiter } from 'hono-rate-limiter'
import { ImsError } from '#core'

/** How each server passes the client's address along with a request. @type {((env: any, request: Request) => string | undefined)[]} */
const servers = [
  (env) => env?.incoming?.socket?.remoteAddress, // @hono/node-server
  (env) => env?.remoteAddr?.hostname, // Deno.serve
  (env, request) => env?.requestIP?.(request)?.address, // Bun.serve
]

/**
 * Returns a snapshot of the count. The object of the parent class goes on counting, so every request of a burst would see
 * the final count and be refused.
 */
class Store extends MemoryStore {
  /** @override @param {string} key */
  increment(key) {
    return { ...super.increment(key) }
  }
}

/**
 * @param {Partial<import('../host.js').RateLimit>} limit
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
  // It sets a timer, which Workers allow only while they handle a request.
  return (c, next) => {
    limiter ??= make()
    return limiter(c, next)
  }
}

/** @param {import('hono').Context} c @param {string} [header] */
function findAddress(c, header) {
  const from = header ?? (c.env === undefined ? 'x-forwarded-for' : undefined)
  if (from !== undefined) return c.req.header(from)?.split(',').at(-1)?.trim().slice(0, 64) ?? ''
  return servers.map((find) => find(c.env, c.req.raw)).find((address) => typeof address === 'string') ?? ''
}

/**
 * The network that a rate limit counts: one client can use all 2^64 IPv6 addresses of its /64 (RFC 4291 section 2.5.4).
 * @param {string} address
 * @returns {string} the /64 of an IPv6 address; an IPv4 address as is
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
