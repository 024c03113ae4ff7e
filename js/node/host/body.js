// What POST /api/token takes: its content type, its size, its members.
import { bodyLimit } from 'hono/body-limit'
import { ImsError } from '../../index.js'

const maxBytes = 64 * 1024

/** Members, where the caller has the secret and where the host does. */
const members = {
  own: ['clientId', 'clientSecret', 'jwt', 'imsExchange'],
  kept: ['connection', 'jwt'],
}

/** JWS in compact form, by its looks (RFC 7515 section 7.1): what is none is not worth a request. The rest IMS judges. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** A page of another origin cannot send this type without asking first. @type {import('hono').MiddlewareHandler} */
export async function requireJson(c, next) {
  if (c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    throw new ImsError('ERR_HOST_CONTENT_TYPE', 'The body must be application/json.', {
      hint: 'Send the header content-type: application/json.',
    })
  }
  await next()
}

/** For a body that does not announce its length. */
const countBytes = bodyLimit({
  maxSize: maxBytes,
  onError() {
    throw new ImsError('ERR_HOST_TOO_LARGE', `The body has more than ${maxBytes} bytes.`)
  },
})

/**
 * An announced length is the server's to enforce (RFC 9112 section 6.2), so such a body is not made a stream just to count it.
 * @type {import('hono').MiddlewareHandler}
 */
export function limitBody(c, next) {
  const length = c.req.header('content-length')
  const announced = length !== undefined && c.req.header('transfer-encoding') === undefined
  return announced && /^\d{1,9}$/.test(length) && Number(length) <= maxBytes ? next() : countBytes(c, next)
}

/**
 * Exactly the members of one of the two bodies, each a text.
 * @param {string} text
 * @returns {{ jwt: string, connection?: string, clientId?: string, clientSecret?: string, imsExchange?: string }}
 * @throws {ImsError} ERR_HOST_BAD_REQUEST, ERR_JWT_MALFORMED
 */
export function readBody(text) {
  /** @param {string} message @param {string} [field] */
  const badRequest = (message, field) => new ImsError('ERR_HOST_BAD_REQUEST', message, { field })
  let body
  try {
    body = JSON.parse(text)
  } catch {
    throw badRequest('The body is not JSON.')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('The body must be an object.')
  const allowed = Object.hasOwn(body, 'connection') ? members.kept : members.own
  if (Object.keys(body).some((name) => !allowed.includes(name))) {
    throw badRequest(`The body may hold ${allowed.join(', ')} and nothing else; a private key least of all.`)
  }
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'string') throw badRequest(`${name} must be a string.`, name)
  }
  if (!body.jwt) throw badRequest('jwt is missing.', 'jwt')
  if (!compact.test(body.jwt)) {
    throw new ImsError('ERR_JWT_MALFORMED', 'The JWT is not three parts of base64url with dots between them.')
  }
  return body
}
