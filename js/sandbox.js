import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { credentialsChecks, invalidateChecks, jwtChecks, readScopes, validateChecks } from './sandbox/checks.js'
import { register } from './sandbox/clients.js'
import { faultHeader, readFault } from './sandbox/faults.js'
import { decode } from './sandbox/jwt.js'
import { createTokens } from './sandbox/tokens.js'

/**
 * @typedef {import('./sandbox/clients.js').SandboxClient} SandboxClient
 * @typedef {import('./sandbox/checks.js').Exchange} Exchange
 */

const maxBodyBytes = 64 * 1024
/** IMS counts from before it answers: some milliseconds are gone. */
const spentMs = 8

/**
 * A stand-in for Adobe IMS with its documented behaviour, for tests and first steps. The RS256 signature is verified by
 * Node's OpenSSL. Its origin is that of the URL it is asked at.
 *
 *   POST /ims/exchange/jwt         client_id, client_secret, jwt_token
 *   POST /ims/token/v3             grant_type=client_credentials, client_id, client_secret, scope
 *   POST /ims/validate_token/v1    client_id, type=access_token, token
 *   POST /ims/invalidate_token/v2  client_id, client_secret, token_type=access_token, token
 *
 * It fails on demand: as the option `fault` says, or the header `x-sandbox-fault` of a request.
 *
 *   delay; ms=5000              answers later
 *   throttled; retry-after=1    429, with Retry-After in seconds or as a date
 *   error; status=500           an error of the server, in IMS's words
 *   reset                       the connection is reset; without Node's server, the body fails
 *   truncated                   the answer breaks off in the middle
 *   html                        a page instead of JSON, as captive portals and proxies send it
 *   drip; ms=1000               the answer comes byte by byte, with this between two
 *   type; type=text/plain       the right answer under another content type
 *   huge; bytes=2000000         the right answer, and that many spaces after it
 *
 * The numbers are the defaults. With `times=1` in the option it fails once and works from then on.
 * @param {{ clients: SandboxClient[], now?: () => Date, fault?: string }} options
 * @returns {Hono} an app with `.fetch(Request)`
 * @throws {TypeError} for a wrong option
 */
export function createSandbox({ clients, now = () => new Date(), fault }) {
  const registered = register(clients)
  const tokens = createTokens()
  const failAlways = fault === undefined ? undefined : readFault(fault, 'options.fault')
  /** @type {Map<string, bigint>} */
  const lastJtis = new Map()

  /**
   * What is asked, what it must fulfil, and what is answered.
   * @type {Record<string, { fields: string[], checks: import('./sandbox/checks.js').Check[],
   *   answer: (exchange: Exchange, time: number) => object }>}
   */
  const endpoints = {
    '/ims/exchange/jwt': {
      fields: ['client_id', 'client_secret', 'jwt_token'],
      checks: jwtChecks,
      answer({ client, jwt }, time) {
        if (jwt.claims.jti !== undefined) lastJtis.set(client.clientId, BigInt(String(jwt.claims.jti)))
        const token = tokens.write(client.clientId, client.technicalAccountId, client.scopes, time)
        return { token_type: 'bearer', access_token: token, expires_in: tokens.lifetimeMs - spentMs }
      },
    },
    '/ims/token/v3': {
      fields: ['grant_type', 'client_id', 'client_secret', 'scope'],
      checks: credentialsChecks,
      answer({ client, form }, time) {
        const token = tokens.write(client.clientId, client.technicalAccountId, readScopes(form), time)
        const expiresIn = Math.floor((tokens.lifetimeMs - spentMs) / 1000) // in seconds here
        return { access_token: token, token_type: 'bearer', expires_in: expiresIn }
      },
    },
    '/ims/validate_token/v1': {
      fields: ['client_id', 'type', 'token'],
      checks: validateChecks,
      answer({ form }, time) {
        const reason = tokens.findFault(form.token, form.client_id, time)
        return { valid: reason === undefined, reason }
      },
    },
    '/ims/invalidate_token/v2': {
      fields: ['client_id', 'client_secret', 'token_type', 'token'],
      checks: invalidateChecks,
      answer({ form }) {
        tokens.invalidate(form.token)
        return {}
      },
    },
  }

  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.res.headers.set('x-debug-id', randomUUID())
    c.res.headers.set('cache-control', 'no-store')
  })
  app.notFound((c) => c.json({ error: 'not_found', error_description: 'IMS has nothing here.' }, 404))
  app.onError((_, c) => c.json({ error: 'internal_error', error_description: 'Please try again later' }, 500))
  app.use('/ims/*', async (c, next) => {
    const asked = c.req.header(faultHeader)
    if (asked === undefined) return failAlways ? failAlways(c, next) : next()
    try {
      return await readFault(asked, `the header ${faultHeader}`)(c, next)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return c.json({ error: 'bad_request', error_description: error.message }, 400)
    }
  })

  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: (c) => c.json({ error: 'bad_request', error_description: `More than ${maxBodyBytes} bytes.` }, 413),
  })
  for (const [path, { fields, checks, answer }] of Object.entries(endpoints)) {
    const paths = [path, `${path}/`]
    app.on('POST', paths, limit, async (c) => {
      const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
      if (type !== 'application/x-www-form-urlencoded' && type !== 'multipart/form-data') {
        return c.json({ error: 'bad_request', error_description: 'The body must be a form.' }, 415)
      }
      const form = await readForm(c.req.raw, fields)
      if (!form) {
        const description = `${fields.join(', ')} must be texts, each given once.`
        return c.json({ error: 'bad_request', error_description: description }, 400)
      }
      const time = now().getTime()
      const clientId = form.client_id
      const exchange = /** @type {Exchange} */ ({
        form,
        client: registered.get(clientId),
        jwt: decode(form.jwt_token ?? ''),
        now: Math.floor(time / 1000),
        origin: new URL(c.req.url).origin,
        lastJti: lastJtis.get(clientId) ?? -1n,
      })
      const failed = checks.find(([, , , holds]) => !holds(exchange))
      if (!failed) return c.json(answer(exchange, time))
      const [status, error, description] = failed
      return c.json({ error, error_description: description }, status)
    })
    app.on('ALL', paths, (c) => {
      return c.json({ error: 'bad_request', error_description: 'Only POST is allowed.' }, 405, { allow: 'POST' })
    })
  }
  return app
}

/**
 * Those fields of the form, absent ones empty; undefined where it is no such form.
 * @param {Request} request @param {string[]} fields
 */
async function readForm(request, fields) {
  try {
    const data = await request.formData()
    const entries = fields.map((name) => {
      const [value = '', ...more] = data.getAll(name)
      if (typeof value !== 'string' || more.length > 0) throw new TypeError(name)
      return [name, value]
    })
    return /** @type {import('./sandbox/checks.js').Form} */ (Object.fromEntries(entries))
  } catch {
    return undefined
  }
}
