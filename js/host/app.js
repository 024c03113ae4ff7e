// The routes of the host, and what comes before them.
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { ImsError, load } from '#core'
import { describeCause } from '../core/cause.js'
import { consoleLogger } from '../core/log-line.js'
import { since } from '../token/clock.js'
import { requestToken } from '../token.js'
import { limitBody, readBody, readText, requireJson } from './body.js'
import { createDestinations } from './destinations.js'
import { answerError, asImsError, refuseOtherMethods } from './error-answer.js'
import { createReport } from './events.js'
import { checkOptions } from './options.js'
import { requireOwnOrigin, requireSameSite, speakCors } from './origins.js'
import { limitRate } from './rate-limit.js'

/** @typedef {import('../core/types.js').Connection} Connection */

/** The methods of each address. */
const routes = { '/api/token': 'POST', '/api/context': 'GET, HEAD', '/healthz': 'GET, HEAD' }

/** For the console page, and harmless otherwise. @type {Parameters<typeof secureHeaders>[0]} */
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
  strictTransportSecurity: false, // only the server that terminates TLS knows whether the whole domain uses it
}

/**
 * Creates the app of a host.
 * @param {import('../host.js').HostOptions} options
 * @param {import('hono').MiddlewareHandler} [guard] decides about every request to the app, after the origin checks and
 *   before the rate limit. It throws, answers or calls `next`. Callers that pass it may get tokens with stored secrets
 * @returns {Hono}
 * @throws {TypeError} naming the option that is wrong or unknown
 */
export function createApp(options, guard) {
  const { ims, own } = checkOptions(options)
  const { authorize, runtimeEnvironments = [], rateLimit = {}, fetch } = options
  const connections = async () => callCaller(options.connections ?? (() => []))
  const findDestination = createDestinations(ims)
  const report = createReport(options.logger ?? consoleLogger, options.onEvent ?? (() => {}))

  const app = new Hono({ getPath: (request) => stripBase(new URL(request.url).pathname, options.basePath ?? '') })
  app.onError(answerError)
  app.notFound(() => {
    throw new ImsError('ERR_HOST_NOT_FOUND', 'There is nothing at this address.')
  })

  app.use(async (c, next) => {
    const start = performance.now()
    await next()
    const route = Object.hasOwn(routes, c.req.path) ? c.req.path : 'other' // a path may contain anything
    const code = c.error && asImsError(c.error, c).code
    const cause = code === 'ERR_HOST_FAILED' ? describeCause(c.error) : {}
    const event = { method: c.req.method, route, status: c.res.status, durationMs: since(start), code, ...cause }
    report(c.res.status < 500 ? 'info' : 'warn', { type: 'request', ...event }, 'request')
  })
  app.use(secureHeaders(headers))
  app.use(requireOwnOrigin(own))
  app.use('/api/*', speakCors(own))
  app.use('/api/*', async (c, next) => {
    c.header('cache-control', 'no-store')
    await next()
  })
  app.use('/api/*', requireSameSite)
  if (guard) app.use(guard)
  if (rateLimit) app.use('/api/*', limitRate(rateLimit)) // before authorize, so that guesses count
  if (authorize) {
    app.use('/api/*', async (c, next) => {
      const { url, method, headers } = c.req.raw
      if ((await callCaller(() => authorize(new Request(url, { method, headers })))) !== true) {
        throw new ImsError('ERR_HOST_UNAUTHORIZED', 'This request is not authorized.', {
          hint: 'Sign in, or send a valid key. Then try again.',
        })
      }
      await next()
    })
  }

  app.post('/api/token', requireJson, limitBody, async (c) => {
    const { connection, ...options } = await readRequest(await readText(c))
    const { accessToken, tokenType, expiresAt } = await exchange(connection, options)
    return c.json({ accessToken, tokenType, expiresAt: expiresAt.toISOString() })
  })
  app.get('/api/context', async (c) => {
    const takenNames = (await connections()).flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
    return c.json({ takenNames, runtimeEnvironments: runtimeEnvironments.map(({ name, kind }) => ({ name, kind })) })
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  for (const [path, allow] of Object.entries(routes)) refuseOtherMethods(app, path, allow)

  /** What to send where. `requestToken` checks the fields before it sends anything. @param {string} text */
  async function readRequest(text) {
    const { jwt, grant = /** @type {const} */ ('jwt'), connection: name, ...own } = readBody(text, guard !== undefined)
    const given = name === undefined ? own : await findConnection(name)
    const { clientId, clientSecret } = given
    const connection = { clientId, clientSecret, scopes: given.scopes, ...(await findDestination(given)) }
    const isSigner = name !== undefined && jwt === undefined && grant === 'jwt'
    const signed = isSigner ? (await load()).signJwt(given) : jwt
    return { connection, grant, jwt: signed }
  }

  /** @param {string} name @returns {Promise<Connection>} */
  async function findConnection(name) {
    const { nameKey } = await load()
    const key = nameKey(name)
    const stored = await connections()
    const found = stored.find((other) => typeof other.name === 'string' && nameKey(other.name) === key)
    if (found) return found
    throw new ImsError('ERR_HOST_UNKNOWN_CONNECTION', 'The host has no connection with this name.', {
      field: 'name',
      hint: 'It may have been renamed or deleted. GET /api/context lists the names.',
    })
  }

  /** @param {Connection & { imsHost: string }} connection @param {{ grant: 'jwt' | 'client_credentials', jwt?: string }} options */
  async function exchange(connection, options) {
    const start = performance.now()
    const { imsHost: imsOrigin } = connection
    const event = () => ({ type: /** @type {const} */ ('exchange'), imsOrigin, durationMs: since(start) })
    try {
      const token = await requestToken(connection, { ...options, fetch })
      report('info', event(), 'token obtained')
      return token
    } catch (thrown) {
      const { code, status, error, debugId } = thrown instanceof ImsError ? thrown : new ImsError('ERR_HOST_FAILED', '')
      if (code === 'ERR_CONNECTION_INVALID') throw thrown // nothing was sent
      report('warn', { ...event(), code, status, error, debugId }, 'no token')
      throw thrown
    }
  }

  return app
}

/**
 * Calls a function of the caller. Hono handles errors only, and not everything that is thrown is one.
 * @template T @param {() => T | Promise<T>} call
 * @returns {Promise<T>}
 */
async function callCaller(call) {
  try {
    return await call()
  } catch (error) {
    throw error instanceof Error ? error : new Error('not an error')
  }
}

/**
 * The path below the base path. A framework that strips the base path itself, as Express does, passes the rest.
 * @param {string} path @param {string} basePath
 */
function stripBase(path, basePath) {
  const base = basePath.replace(/\/$/, '')
  if (base === '' || (path !== base && !path.startsWith(`${base}/`))) return path
  return path.slice(base.length) || '/'
}
