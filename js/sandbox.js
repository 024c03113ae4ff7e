import { callback, isObject, requireOptions, rule, string } from './core/options.js'
import { createApp } from './sandbox/app.js'
import { clientsOf, register } from './sandbox/clients.js'

/**
 * @typedef {import('./sandbox/clients.js').SandboxClient} SandboxClient
 * @typedef {import('./core/types.js').Connection} Connection
 * @typedef {import('./core/types.js').Grant} Grant
 *
 * @typedef {import('./core/types.js').FetchApp} FetchApp
 * @typedef {import('./core/types.js').Sandbox} Sandbox
 *
 * @typedef {object} SandboxOptions options of `createSandbox`: either `clients` or `connections`
 * @property {readonly SandboxClient[] | undefined} [clients] the credentials that the sandbox knows
 * @property {readonly Connection[] | undefined} [connections] connections whose credentials the sandbox knows. Those
 *   without a private key get tokens by client_credentials only
 * @property {(() => Date) | undefined} [now] the time of the sandbox. Default: the clock
 * @property {string | undefined} [fault] what goes wrong with every request, see `createSandbox`
 */

/**
 * Creates a fake Adobe IMS with its documented behavior, for tests and for trying things out. Node's OpenSSL verifies the RS256
 * signature. The origin of the sandbox is that of the URL it is called at.
 *
 * | request | form |
 * | --- | --- |
 * | `POST /ims/exchange/jwt` | `client_id`, `client_secret`, `jwt_token` |
 * | `POST /ims/token/v3` or `/v2` | `grant_type=client_credentials`, `client_id`, `client_secret`, `scope` |
 * | `POST /ims/validate_token/v1` | `client_id`, `type=access_token`, and `token` or the header `Authorization: Bearer` |
 * | `POST /ims/invalidate_token/v2` | `client_id`, `client_secret`, `token_type=access_token`, `token` |
 *
 * It fails on demand, by the option `fault` or by the header `x-sandbox-fault` of a request:
 *
 * | fault | effect |
 * | --- | --- |
 * | `delay; ms=5000` | the response comes late |
 * | `throttled; retry-after=1` | 429, with `Retry-After` in seconds or as a date |
 * | `error; status=500` | a server error as IMS words it |
 * | `reset` | the connection is reset; without a Node server, the body fails |
 * | `truncated` | the response is cut off |
 * | `html` | a web page instead of JSON, as captive portals and proxies send it |
 * | `drip; ms=1000` | the response comes byte by byte, with this pause |
 * | `type; type=text/plain` | the right response with another content type |
 * | `huge; bytes=2000000` | the right response, followed by that many spaces |
 *
 * The numbers are the defaults. `times=1` in the option makes it fail once and work from then on.
 * @param {SandboxOptions} options the credentials that it knows, and how it fails
 * @returns {Sandbox} If one of the `connections` is not valid, it responds with 500 and says why
 * @throws {TypeError} for a wrong option
 * @example
 * import { createSandbox } from 'imskit/sandbox'
 * import { requestToken } from 'imskit/token'
 *
 * const sandbox = createSandbox({ connections: [connection] })
 * const { accessToken } = await requestToken(connection, { fetch: sandbox.fetch })
 */
export function createSandbox(options) {
  requireOptions(options, members)
  const { clients, connections, now = () => new Date(), fault } = options
  if ((clients === undefined) === (connections === undefined)) {
    throw new TypeError('options.clients or options.connections is required, but not both')
  }
  const known = clients && register(clients)
  /** @type {Promise<ReturnType<typeof register>> | undefined} */
  let reading
  const findClients = async () => {
    if (known) return known
    reading ??= clientsOf(connections ?? []).then(register)
    return reading
  }
  const app = createApp(findClients, { now, fault })
  return {
    request: app.request,
    /**
     * @param {string | URL | Request} input a server may pass a request of its own class
     * @param {any} [init] of a request, or what a server passes: the sandbox resets the connection of Node's
     */
    async fetch(input, init) {
      if (typeof input === 'string' || input instanceof URL) return app.request(input, init)
      return isInit(init) ? app.fetch(new Request(input, init)) : app.fetch(input, init)
    },
  }
}

/** Members of RequestInit, by which the second argument of `fetch` is told from what servers pass there. */
const initMembers = [
  ...['body', 'cache', 'credentials', 'dispatcher', 'duplex', 'headers', 'integrity', 'keepalive', 'method', 'mode'],
  ...['priority', 'redirect', 'referrer', 'referrerPolicy', 'signal', 'window'],
]

/** @param {any} value */
function isInit(value) {
  const names = isObject(value) ? Object.keys(value) : []
  return names.length > 0 && names.every((name) => initMembers.includes(name))
}

/** @type {import('./core/options.js').Members} */
const members = {
  clients: rule('an array of clients', Array.isArray),
  connections: rule(
    'an array of connections',
    (value) => Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null),
  ),
  now: callback,
  fault: string,
}
