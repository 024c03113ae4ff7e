// The endpoints of the sandbox, and what comes before them.
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { ImsError } from '#core'
import { credentialsChecks, invalidateChecks, jwtChecks, readScopes, validateChecks } from './checks.js'
import { faultHeader, readFault } from './faults.js'
import { decode } from './jwt.js'
import { createTokens } from './tokens.js'

/** @import { Endpoint, Exchange, Form } from './checks.js' */

const maxBodyBytes = 64 * 1024
/** IMS counts from before it answers, so a few milliseconds are gone. */
const spentMs = 8

/**
 * Creates the app of a sandbox.
 * @param {() => Promise<Map<string, import('./clients.js').RegisteredClient>>} findClients called for each request; clients by ID
 * @param {{ now: () => Date, fault?: string | undefined }} options as of `createSandbox`
 * @returns {Hono}
 * @throws {TypeError} for a wrong fault
 */
export function createApp(findClients, { now, fault }) {
  const tokens = createTokens()
  const failAlways = fault === undefined ? undefined : readFault(fault, 'options.fault')
  /** @type {Map<string, bigint>} */
  const lastJtis = new Map()

  /** @type {Endpoint} */
  const credentialsEndpoint = {
    fields: ['grant_type', 'client_id', 'client_secret', 'scope'],
    checks: credentialsChecks,
    answer({ client, form }, time) {
      const token = tokens.write(client.clientId, client.technicalAccountId, readScopes(form), time)
      const expiresIn = Math.floor((tokens.lifetimeMs - spentMs) / 1000) // in seconds here
      return { access_token: token, token_type: 'bearer', expires_in: expiresIn }
    },
  }

  /**
   * The fields of each endpoint, the checks of a request, and the answer.
   * @type {Record<string, Endpoint>}
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
    '/ims/token/v3': credentialsEndpoint,
    '/ims/token/v2': credentialsEndpoint, // of @adobe/aio-lib-ims
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
  app.onError((error, c) => {
    if (!(error instanceof ImsError)) {
      return c.json({ error: 'internal_error', error_description: 'Please try again later' }, 500)
    }
    const reason = error.issues?.find(({ severity }) => severity === 'error')?.message ?? ''
    return c.json({ error: 'sandbox_misconfigured', error_description: `${error.message} ${reason}` }, 500)
  })
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
      const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
      if (form?.token === '' && bearer !== undefined) form.token = bearer // as @adobe/aio-lib-ims sends it
      if (!form) {
        const description = `${fields.join(', ')} must be strings, each given once.`
        return c.json({ error: 'bad_request', error_description: description }, 400)
      }
      const time = now().getTime()
      const clientId = form.client_id
      const exchange = /** @type {Exchange} */ ({
        form,
        client: (await findClients()).get(clientId),
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
 * Reads fields of a form. Absent ones are empty.
 * @param {Request} request @param {string[]} fields
 * @returns {Promise<Form | undefined>} undefined if the body is not such a form
 */
async function readForm(request, fields) {
  try {
    const data = await request.formData()
    const entries = fields.map((name) => {
      const [value = '', ...more] = data.getAll(name)
      if (typeof value !== 'string' || more.length > 0) throw new TypeError(name)
      return [name, value]
    })
    return /** @type {Form} */ (Object.fromEntries(entries))
  } catch {
    return undefined
  }
}
