import { createApp } from './host/app.js'

/**
 * @typedef {import('./index.js').Connection} Connection
 * @typedef {{ name: string, kind: import('./index.js').RuntimeEnvironmentKind }} RuntimeEnvironment
 * @typedef {import('./host/events.js').Logger} Logger
 * @typedef {import('./host/events.js').RequestEvent} RequestEvent
 * @typedef {import('./host/events.js').ExchangeEvent} ExchangeEvent
 * @typedef {import('./host/rate.js').RateLimit} RateLimit
 *
 * @typedef {object} HostOptions
 * @property {string[]} [imsOrigins] the only origins that JWTs and secrets are sent to: https, or http on a loopback address.
 *   A request that names none uses the first. Default: Adobe's production service
 * @property {string[]} [allowedOrigins] origins that the host itself is reached at, and origins of other pages that may use
 *   it. Loopback addresses are always allowed
 * @property {(request: Request) => boolean | Promise<boolean>} [authorize] decides about each request to /api/: anything but
 *   `true` is answered with 401. The request comes without its body
 * @property {() => Promise<Connection[]>} [connections] the connections whose secrets the host has; called for each request
 *   that needs them. `readConnections` reads them from a file
 * @property {RuntimeEnvironment[]} [runtimeEnvironments]
 * @property {Partial<RateLimit> | false} [rateLimit] of /api/; default: 120 requests of a client in 60 seconds
 * @property {string} [basePath] the path that a framework mounts the host at, such as `/ims`. Requests below it and requests
 *   without it both reach the routes
 * @property {import('./token.js').Fetch} [fetch] default: that of `requestToken`
 * @property {Logger} [logger] default: the console. It receives the members of the events and nothing else
 * @property {(event: RequestEvent | ExchangeEvent) => void} [onEvent] for metrics
 */

/**
 * Creates a token host: the half that needs a secure place. It adds the client secret if it has it, and exchanges the JWT at
 * IMS.
 *
 *   POST /api/token  { clientId, clientSecret, jwt, imsExchange? }, { connection: name, jwt }, or without a JWT
 *                    { clientId, clientSecret, grant: 'client_credentials', imsHost?, scopes? }
 *                    → { accessToken, tokenType, expiresAt }, the last in ISO 8601
 *   GET /api/context → { takenNames, runtimeEnvironments }, the context of `validate`
 *   GET /healthz     → { status: 'ok' }
 *
 * Errors are { code, message, hint?, field?, issues?, status?, error?, errorDescription?, debugId? }, the last four from IMS.
 * Tokens are not cached: the host cannot verify a signature, so each answer is IMS's own answer to that very request.
 * @param {HostOptions} [options]
 * @returns {import('hono').Hono} an app with `.fetch(Request)`, to serve or to mount
 * @throws {TypeError} naming the option that is wrong or unknown
 * @example
 * import { serve } from '@hono/node-server'
 * import { createHost } from 'imskit/host'
 *
 * serve({ fetch: createHost().fetch, port: 8080, hostname: '127.0.0.1' })
 */
export function createHost(options = {}) {
  return createApp(options)
}

/**
 * Reads the connections of a file as the command line does: JSON with one connection or an array of them, in which
 * `privateKeyFile` names a key file relative to the file, and `{ "env": "NAME" }` in place of a value takes it from the
 * environment. Needs Node, Deno or Bun.
 * @param {string} file path
 * @param {Record<string, string | undefined>} [env] default: `process.env`
 * @returns {Promise<Connection[]>} without entries that are not connections, and without values that could not be read. The
 *   host refuses such a connection and names the missing field
 * @throws {import('./index.js').ImsError} ERR_FILE_UNREADABLE; ERR_FILE_NOT_JSON with `line` and `column`
 * @example
 * const host = createHost({ connections: () => readConnections('connections.json') })
 */
export async function readConnections(file, env) {
  const connections = await import('./host/connections.js')
  return connections.readConnections(file, env)
}
