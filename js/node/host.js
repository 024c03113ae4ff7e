import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import { ImsError, load } from '../index.js'
import { exchangeJwt } from '../token.js'

/**
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {{ name: string, kind: import('../index.js').RuntimeEnvironmentKind }} RuntimeEnvironment
 *
 * @typedef {object} Logger pino's shape
 * @property {(fields: object, message: string) => void} info
 * @property {(fields: object, message: string) => void} warn
 *
 * @typedef {{ type: 'request', method: string, route: string, status: number, durationMs: number, code?: string }} RequestEvent
 * @typedef {{ type: 'exchange', imsOrigin: string, durationMs: number, code?: string, status?: number, error?: string,
 *   debugId?: string }} ExchangeEvent `code` where it failed; the rest is what IMS said
 *
 * @typedef {object} HostOptions
 * @property {string[]} [imsOrigins] where JWTs may be sent, whatever a request says; https, or http on a loopback
 *   address. The first is used for a request that names none. Default: Adobe's production service
 * @property {string[]} [allowedOrigins] origins that the host is reached at, and of pages elsewhere that may use it.
 *   Loopback addresses need no mention
 * @property {(request: Request) => boolean | Promise<boolean>} [authorize] asked before /api/; the request comes without
 *   its body
 * @property {() => Promise<Connection[]>} [connections] those whose secrets the host keeps
 * @property {RuntimeEnvironment[]} [runtimeEnvironments]
 * @property {import('../token.js').Fetch} [fetch]
 * @property {Logger} [logger] default: the console. It gets the fields of the events alone
 * @property {(event: RequestEvent | ExchangeEvent) => void} [onEvent] for counts and durations
 */

const maxBodyBytes = 64 * 1024
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']
const routes = { '/api/token': 'POST', '/api/context': 'GET, HEAD', '/healthz': 'GET, HEAD' }
/** Members of a body, where the caller has the secret and where the host does. */
const bodies = {
  own: ['clientId', 'clientSecret', 'jwt', 'imsExchange'],
  kept: ['connection', 'jwt'],
}

/** The HTTP status of every error that is answered; of anything else it is 500. @type {Record<string, number>} */
const statuses = {
  ERR_HOST_BAD_REQUEST: 400,
  ERR_CONNECTION_INVALID: 400,
  ERR_JWT_MALFORMED: 400,
  ERR_HOST_UNAUTHORIZED: 401,
  ERR_HOST_FORBIDDEN_ORIGIN: 403,
  ERR_HOST_FORBIDDEN_HOST: 403,
  ERR_HOST_FORBIDDEN_IMS: 403,
  ERR_HOST_NOT_FOUND: 404,
  ERR_HOST_UNKNOWN_CONNECTION: 404,
  ERR_HOST_METHOD: 405,
  ERR_HOST_TOO_LARGE: 413,
  ERR_HOST_CONTENT_TYPE: 415,
  ERR_HOST_FAILED: 500,
  ERR_IMS_REJECTED: 502,
  ERR_IMS_UNREACHABLE: 502,
  ERR_IMS_BAD_RESPONSE: 502,
  ERR_IMS_TIMEOUT: 504,
}

/**
 * The half that needs a secure place: it adds the client secret where it keeps it, and exchanges the JWT at IMS.
 *
 *   POST /api/token  { clientId, clientSecret, jwt, imsExchange? } or { connection: name, jwt }
 *                    → { accessToken, tokenType, expiresAt }
 *   GET /api/context → { takenNames, runtimeEnvironments }, what `validate` wants
 *   GET /healthz     → { status: 'ok' }
 *
 * Errors are { code, message, hint?, field?, status?, error?, errorDescription?, debugId? }, the last four from IMS.
 * @param {HostOptions} [options]
 * @returns {Hono} an app with `.fetch(Request)`, to be served or mounted
 */
export function createHost({
  imsOrigins = ['https://ims-na1.adobelogin.com'],
  allowedOrigins = [],
  authorize,
  connections = async () => [],
  runtimeEnvironments = [],
  fetch,
  logger = console,
  onEvent = () => {},
} = {}) {
  const ims = imsOrigins.map((origin, i) => readOrigin(origin, `options.imsOrigins[${i}]`))
  if (ims.length === 0) throw new TypeError('options.imsOrigins must name at least one origin')
  const insecure = ims.findIndex(({ protocol, hostname }) => protocol !== 'https:' && !loopbackNames.includes(hostname))
  if (insecure >= 0) throw new TypeError(`options.imsOrigins[${insecure}] must be https, or on a loopback address`)
  const own = allowedOrigins.map((origin, i) => readOrigin(origin, `options.allowedOrigins[${i}]`))

  /** @param {'info' | 'warn'} level @param {RequestEvent | ExchangeEvent} event @param {string} message */
  function report(level, event, message) {
    const { type, ...fields } = event
    logger[level](fields, message)
    try {
      onEvent(event)
    } catch {
      logger.warn({}, 'onEvent failed') // what it threw may hold anything
    }
  }

  /** @param {{ clientId: string, clientSecret: string, imsExchange: string, jwt: string }} request */
  async function exchange(request) {
    const imsOrigin = new URL(request.imsExchange).origin
    const start = performance.now()
    try {
      const token = await exchangeJwt({ ...request, fetch })
      report('info', { type: 'exchange', imsOrigin, durationMs: since(start) }, 'token obtained')
      return token
    } catch (error) {
      const { code, status, error: refusal, debugId } = asImsError(error)
      const event = { imsOrigin, durationMs: since(start), code, status, error: refusal, debugId }
      report('warn', { type: 'exchange', ...event }, 'no token')
      throw error
    }
  }

  const app = new Hono()
  app.onError((error, c) => {
    const { code, message, issues, ...details } = asImsError(error)
    const [issue] = issues?.filter(({ severity }) => severity === 'error') ?? []
    const { field, hint } = { ...details, ...issue }
    const { status, error: refusal, errorDescription, debugId } = details
    const answer = {
      code,
      message: issue?.message ?? message,
      hint,
      field,
      status,
      error: refusal,
      errorDescription,
      debugId,
    }
    return c.json(answer, /** @type {import('hono/utils/http-status').ContentfulStatusCode} */ (statuses[code] ?? 500))
  })
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
  app.use(async (c, next) => {
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
  })
  app.use('/api/*', cors({ origin: own.map((url) => url.origin), allowMethods: ['GET', 'POST'] }))
  app.use('/api/*', async (c, next) => {
    const { url, method, headers } = c.req.raw
    if (authorize && (await authorize(new Request(url, { method, headers }))) !== true) {
      throw new ImsError('ERR_HOST_UNAUTHORIZED', 'This request is not authorised.', {
        hint: 'Sign in, then try again.',
      })
    }
    c.header('cache-control', 'no-store')
    await next()
  })

  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError() {
      throw new ImsError('ERR_HOST_TOO_LARGE', `The body has more than ${maxBodyBytes} bytes.`)
    },
  })
  app.post('/api/token', requireJson, limit, async (c) => {
    const { jwt, ...body } = readBody(await c.req.text())
    const core = await load()
    core.decode(jwt) // what is no JWT is not worth a request
    const { connection: name, ...values } = body
    const connection = name === undefined ? values : await findConnection(core, name)
    const asked = /** @type {const} */ (['clientId', 'clientSecret', 'imsHost', 'imsExchange'])
    const given = { imsHost: ims[0]?.origin, ...connection }
    const { valid, issues, connection: checked } = core.validate(given, { fields: [...asked] })
    if (!valid) throw new ImsError('ERR_CONNECTION_INVALID', 'The connection cannot be used.', { issues })
    const { clientId, clientSecret, imsExchange } = /** @type {Record<string, string>} */ (checked)
    requireKnownIms(/** @type {string} */ (imsExchange))
    const request = /** @type {Parameters<typeof exchange>[0]} */ ({ clientId, clientSecret, imsExchange, jwt })
    const { accessToken, tokenType, expiresAt } = await exchange(request)
    return c.json({ accessToken, tokenType, expiresAt: expiresAt.toISOString() })
  })
  app.get('/api/context', async (c) => {
    const takenNames = (await connections()).flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
    return c.json({ takenNames, runtimeEnvironments })
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  for (const [path, allow] of Object.entries(routes)) {
    app.all(path, (c) => {
      c.header('allow', allow)
      throw new ImsError('ERR_HOST_METHOD', `This address takes ${allow} alone.`)
    })
  }

  /** @param {import('../index.js').Ims} core @param {string} name */
  async function findConnection(core, name) {
    const key = core.nameKey(name)
    const found = (await connections()).find(
      (other) => typeof other.name === 'string' && core.nameKey(other.name) === key,
    )
    if (found) return found
    throw new ImsError('ERR_HOST_UNKNOWN_CONNECTION', 'The host keeps no connection of this name.', { field: 'name' })
  }

  /** What is sent to is what is checked: the URL as fetch reads it. @param {string} imsExchange */
  function requireKnownIms(imsExchange) {
    const { origin, username, password } = new URL(imsExchange)
    if (username === '' && password === '' && ims.some((url) => url.origin === origin)) return
    throw new ImsError(
      'ERR_HOST_FORBIDDEN_IMS',
      `This host sends JWTs to ${ims.map((url) => url.host).join(', ')} alone.`,
      {
        field: 'imsExchange',
        hint: 'Correct IMS Exchange, or have its origin added to imsOrigins.',
      },
    )
  }

  return app
}

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

/** @type {import('hono').MiddlewareHandler} */
async function requireJson(c, next) {
  if (c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    throw new ImsError('ERR_HOST_CONTENT_TYPE', 'The body must be application/json.', {
      hint: 'Send the header content-type: application/json.',
    })
  }
  await next()
}

/**
 * Exactly the members of one of the two bodies, each a text.
 * @param {string} text
 * @returns {{ jwt: string, connection?: string, clientId?: string, clientSecret?: string, imsExchange?: string }}
 */
function readBody(text) {
  /** @param {string} message @param {string} [field] */
  const badRequest = (message, field) => new ImsError('ERR_HOST_BAD_REQUEST', message, { field })
  let body
  try {
    body = JSON.parse(text)
  } catch {
    throw badRequest('The body is not JSON.')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('The body must be an object.')
  const members = Object.hasOwn(body, 'connection') ? bodies.kept : bodies.own
  if (Object.keys(body).some((name) => !members.includes(name))) {
    throw badRequest(`The body may hold ${members.join(', ')} and nothing else; a private key least of all.`)
  }
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'string') throw badRequest(`${name} must be a string.`, name)
  }
  if (!body.jwt) throw badRequest('jwt is missing.', 'jwt')
  return body
}

/** What is not ours may hold anything, so nothing of it is told. @param {unknown} error */
const asImsError = (error) =>
  error instanceof ImsError ? error : new ImsError('ERR_HOST_FAILED', 'The host failed. Try again, or look at its log.')

/** @param {string} text @param {string} place */
function readOrigin(text, place) {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new TypeError(`${place} must be an origin, like https://ims-na1.adobelogin.com`)
  }
  return url
}

/** @param {number} start @returns {number} milliseconds, to a tenth */
const since = (start) => Math.round((performance.now() - start) * 10) / 10
