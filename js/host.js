import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { ImsError, load } from '#core'
import { answerError, asImsError, refuseOtherMethods } from './host/answer.js'
import { limitBody, readBody, requireJson } from './host/body.js'
import { createReport } from './host/events.js'
import { checkOptions } from './host/options.js'
import { createDestinations, requireOwnOrigin, speakCors } from './host/origins.js'
import { limitRate } from './host/rate.js'
import { since } from './token/clock.js'
import { requestToken } from './token.js'

/**
 * @typedef {import('./index.js').Connection} Connection
 * @typedef {{ name: string, kind: import('./index.js').RuntimeEnvironmentKind }} RuntimeEnvironment
 * @typedef {import('./host/events.js').Logger} Logger
 * @typedef {import('./host/events.js').RequestEvent} RequestEvent
 * @typedef {import('./host/events.js').ExchangeEvent} ExchangeEvent
 * @typedef {import('./host/rate.js').RateLimit} RateLimit
 *
 * @typedef {object} HostOptions
 * @property {string[]} [imsOrigins] where JWTs may be sent, whatever a request says; https, or http on a loopback
 *   address. The first is used for a request that names none. Default: Adobe's production service
 * @property {string[]} [allowedOrigins] origins that the host is reached at, and of pages elsewhere that may use it.
 *   Loopback addresses need no mention
 * @property {(request: Request) => boolean | Promise<boolean>} [authorize] asked before /api/; anything but `true` is
 *   answered with 401. The request comes without its body
 * @property {() => Promise<Connection[]>} [connections] those whose secrets the host keeps; asked at each request
 * @property {RuntimeEnvironment[]} [runtimeEnvironments]
 * @property {Partial<RateLimit> | false} [rateLimit] of /api/; default: 120 requests of a client in 60 seconds
 * @property {import('./token.js').Fetch} [fetch] default: that of `requestToken`
 * @property {Logger} [logger] default: the console. It gets the members of the events alone
 * @property {(event: RequestEvent | ExchangeEvent) => void} [onEvent] for counts and durations
 */

/** Each address with the methods that it takes. */
const routes = { '/api/token': 'POST', '/api/context': 'GET, HEAD', '/healthz': 'GET, HEAD' }

/** For the page, and harmless to the rest. @type {Parameters<typeof secureHeaders>[0]} */
const headers = {
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  strictTransportSecurity: false, // whoever terminates TLS knows whether a whole domain has it
}

/**
 * The half that needs a secure place: it adds the client secret where it keeps it, and exchanges the JWT at IMS.
 *
 *   POST /api/token  { clientId, clientSecret, jwt, imsExchange? }, { connection: name, jwt }, or without a JWT
 *                    { clientId, clientSecret, grant: 'client_credentials', imsHost?, scopes? }
 *                    → { accessToken, tokenType, expiresAt }, the last by ISO 8601
 *   GET /api/context → { takenNames, runtimeEnvironments }, what `validate` wants
 *   GET /healthz     → { status: 'ok' }
 *
 * Errors are { code, message, hint?, field?, issues?, status?, error?, errorDescription?, debugId? }, the last four from IMS.
 * Tokens are not kept: the host cannot verify a signature, so each answer is IMS's own to that very request.
 * @param {HostOptions} [options]
 * @returns {Hono} an app with `.fetch(Request)`, to be served or mounted
 * @throws {TypeError} naming the option that is wrong or unknown
 */
export function createHost(options = {}) {
  const { ims, own } = checkOptions(options)
  const { authorize, connections = async () => [], runtimeEnvironments = [], rateLimit = {}, fetch } = options
  const findDestination = createDestinations(ims)
  const report = createReport(options.logger ?? console, options.onEvent ?? (() => {}))

  const app = new Hono()
  app.onError(answerError)
  app.notFound(() => {
    throw new ImsError('ERR_HOST_NOT_FOUND', 'There is nothing at this address.')
  })

  app.use(async (c, next) => {
    const start = performance.now()
    await next()
    const route = Object.hasOwn(routes, c.req.path) ? c.req.path : 'other' // a path may hold anything
    const code = c.error && asImsError(c.error).code
    const event = { method: c.req.method, route, status: c.res.status, durationMs: since(start), code }
    report(c.res.status < 500 ? 'info' : 'warn', { type: 'request', ...event }, 'request')
  })
  app.use(secureHeaders(headers))
  app.use(requireOwnOrigin(own))
  app.use('/api/*', speakCors(own))
  app.use('/api/*', async (c, next) => {
    c.header('cache-control', 'no-store')
    await next()
  })
  if (rateLimit) app.use('/api/*', limitRate(rateLimit)) // before authorize, so that guesses count
  if (authorize) {
    app.use('/api/*', async (c, next) => {
      const { url, method, headers } = c.req.raw
      if ((await authorize(new Request(url, { method, headers }))) !== true) {
        throw new ImsError('ERR_HOST_UNAUTHORIZED', 'This request is not authorised.', {
          hint: 'Sign in, then try again.',
        })
      }
      await next()
    })
  }

  app.post('/api/token', requireJson, limitBody, async (c) => {
    const { connection, ...options } = await readRequest(await c.req.text())
    const { accessToken, tokenType, expiresAt } = await exchange(connection, options)
    return c.json({ accessToken, tokenType, expiresAt: expiresAt.toISOString() })
  })
  app.get('/api/context', async (c) => {
    const takenNames = (await connections()).flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
    return c.json({ takenNames, runtimeEnvironments: runtimeEnvironments.map(({ name, kind }) => ({ name, kind })) })
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  for (const [path, allow] of Object.entries(routes)) refuseOtherMethods(app, path, allow)

  /** What is to be sent where. The fields are checked by `requestToken`, before it asks. @param {string} text */
  async function readRequest(text) {
    const { jwt, grant = /** @type {const} */ ('jwt'), connection: name, ...own } = readBody(text)
    const given = name === undefined ? own : await findConnection(name)
    const { clientId, clientSecret } = given
    const connection = { clientId, clientSecret, scopes: own.scopes, ...(await findDestination(given)) }
    return { connection, grant, jwt }
  }

  /** @param {string} name @returns {Promise<Connection>} */
  async function findConnection(name) {
    const { nameKey } = await load()
    const key = nameKey(name)
    const kept = await connections()
    const found = kept.find((other) => typeof other.name === 'string' && nameKey(other.name) === key)
    if (found) return found
    throw new ImsError('ERR_HOST_UNKNOWN_CONNECTION', 'The host keeps no connection of this name.', { field: 'name' })
  }

  /** @param {Connection & { imsHost: string }} connection @param {{ grant: 'jwt' | 'client_credentials', jwt?: string }} options */
  async function exchange(connection, options) {
    const start = performance.now()
    const { imsHost: imsOrigin } = connection
    try {
      const token = await requestToken(connection, { ...options, fetch })
      report('info', { type: 'exchange', imsOrigin, durationMs: since(start) }, 'token obtained')
      return token
    } catch (thrown) {
      const { code, status, error, debugId } = asImsError(thrown)
      if (code === 'ERR_CONNECTION_INVALID') throw thrown // nobody was asked
      report(
        'warn',
        { type: 'exchange', imsOrigin, durationMs: since(start), code, status, error, debugId },
        'no token',
      )
      throw thrown
    }
  }

  return app
}
