import { createApp } from './host/app.js'

/**
 * @typedef {import('./core/types.js').Connection} Connection
 * @typedef {import('./core/errors.js').ImsError} ImsError
 * @typedef {import('./core/types.js').ErrorCode} ErrorCode
 * @typedef {import('./core/types.js').FetchApp} FetchApp
 * @typedef {import('./core/types.js').RuntimeEnvironmentKind} RuntimeEnvironmentKind
 * @typedef {import('./token/request.js').Fetch} Fetch
 * @typedef {import('./core/types.js').RuntimeEnvironment} RuntimeEnvironment
 * @typedef {import('./host/events.js').Logger} Logger
 * @typedef {import('./host/events.js').RequestEvent} RequestEvent
 * @typedef {import('./host/events.js').ExchangeEvent} ExchangeEvent
 *
 * @typedef {object} RateLimit how many requests a client may send
 * @property {number} requests number of requests to /api/ that a client may send within `seconds`. Default: 120
 * @property {number} seconds length of the time window in seconds. Default: 60
 * @property {string | undefined} [addressHeader] the header in which a proxy that you trust puts the address of the client,
 *   such as `x-real-ip`. In a list, as in `x-forwarded-for`, the last address counts. Default: the address that the
 *   connection comes from. A framework that passes only the request, as Next does, sets `x-forwarded-for`, so that is read
 *   instead
 *
 * @typedef {object} HostOptions options of `createHost`
 * @property {readonly string[] | undefined} [imsOrigins] the only origins that JWTs and secrets are sent to: https, or http on a loopback address.
 *   A request that names none uses the first. Default: Adobe's production service
 * @property {readonly string[] | undefined} [allowedOrigins] the host's own origins, and origins of other pages that may use
 *   it. Loopback addresses are always allowed
 * @property {((request: Request) => boolean | Promise<boolean>) | undefined} [authorize] called for each request to /api/: anything but
 *   `true` gets 401. The request comes without its body
 * @property {(() => readonly Connection[] | Promise<readonly Connection[]>) | undefined} [connections] the connections whose secrets the host has; called for each request
 *   that needs them. `readConnections` reads them from a file
 * @property {readonly RuntimeEnvironment[] | undefined} [runtimeEnvironments] what pages get from GET /api/context, to
 *   offer and validate the runtime environment of a connection
 * @property {Partial<RateLimit> | false | undefined} [rateLimit] limits requests to /api/. Default: 120 requests of a client in 60
 *   seconds. False: no limit
 * @property {string | undefined} [basePath] the path that a framework mounts the host at, such as `/ims`. Requests below it and requests
 *   without it both reach the routes
 * @property {Fetch | undefined} [fetch] sends the requests to IMS. Default: that of `requestToken`
 * @property {Logger | undefined} [logger] default: prints one line per event to the console. It receives only the members of the events
 * @property {((event: RequestEvent | ExchangeEvent) => unknown) | undefined} [onEvent] called for each request
 *   and each exchange, for metrics
 */

/**
 * Creates a token host: the server-side half, which holds the secret. It adds the client secret of a stored connection,
 * and exchanges the JWT at IMS.
 *
 * | request | JSON body | JSON response |
 * | --- | --- | --- |
 * | `POST /api/token` | `{ clientId, clientSecret, jwt, imsExchange? }` | `{ accessToken, tokenType, expiresAt }` |
 * | | `{ connection: name, jwt }`, a stored connection | the same |
 * | | `{ clientId, clientSecret, grant: 'client_credentials', imsHost?, scopes? }` | the same |
 * | `GET /api/context` | | `{ takenNames, runtimeEnvironments }`, the context of `validate` |
 * | `GET /healthz` | | `{ status: 'ok' }` |
 *
 * `expiresAt` is in ISO 8601. Errors are `{ code, message, hint?, field?, issues? }`, and of a request to IMS also
 * `{ retryable?, status?, error?, errorDescription?, debugId? }`.
 *
 * Tokens are not cached: the host cannot verify a signature, so every request is sent to IMS.
 * @param {HostOptions} [options] who may use it, and which connections it stores
 * @returns {FetchApp} an app with `.fetch(Request)`, to serve or to mount
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
 * `privateKeyFile` names a key file relative to the file, and `{ "env": "NAME" }` as a value takes it from the
 * environment. Needs Node, Deno or Bun.
 * @param {string} file path
 * @param {Record<string, string | undefined>} [env] default: `process.env`
 * @returns {Promise<Connection[]>} without entries that are not connections, and without values that could not be read. The
 *   host rejects requests for such a connection and names the missing field
 * @throws {ImsError} ERR_FILE_UNREADABLE; ERR_FILE_NOT_JSON with `line` and `column`
 * @example
 * import { createHost, readConnections } from 'imskit/host'
 *
 * const host = createHost({ connections: () => readConnections('connections.json') })
 */
export async function readConnections(file, env) {
  const connections = await import('./host/connection-file.js')
  return connections.readConnections(file, env)
}
