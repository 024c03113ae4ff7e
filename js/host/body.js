// What a request may bring: its content type, its size, and the members of POST /api/token.
import { bodyLimit } from 'hono/body-limit'
import { ImsError } from '#core'
import { isObject } from '../core/input.js'

const maxBytes = 64 * 1024

/** Members of a body: with a JWT, where the caller has the secret and where the host does, and without one. */
const members = {
  own: ['clientId', 'clientSecret', 'jwt', 'imsExchange'],
  kept: ['connection', 'jwt'],
  credentials: ['clientId', 'clientSecret', 'grant', 'imsHost', 'scopes'],
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

/** @param {string} message @param {string} [field] @param {string} [hint] */
export const badRequest = (message, field, hint) => new ImsError('ERR_HOST_BAD_REQUEST', message, { field, hint })

/**
 * @param {string} text @returns {Record<string, any>}
 * @throws {ImsError} ERR_HOST_BAD_REQUEST
 */
export function parseObject(text) {
  let body
  try {
    body = JSON.parse(text)
  } catch {
    throw badRequest('The body is not JSON.')
  }
  if (isObject(body)) return body
  throw badRequest('The body must be an object.')
}

/** @param {unknown} value */
const isTexts = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')

/**
 * Exactly the members of one of the three bodies, each a text, `scopes` an array of them.
 * @param {string} text
 * @returns {{ jwt?: string, grant?: 'client_credentials', connection?: string, clientId?: string, clientSecret?: string,
 *   imsHost?: string, imsExchange?: string, scopes?: string[] }} with a `jwt` or a `grant`
 * @throws {ImsError} ERR_HOST_BAD_REQUEST, ERR_JWT_MALFORMED
 */
export function readBody(text) {
  const body = parseObject(text)
  const named = Object.hasOwn(body, 'connection')
  const granted = Object.hasOwn(body, 'grant')
  if (named && granted) {
    const hint = 'Only a JWT proves who asks by name. Without one, send clientId and clientSecret.'
    throw badRequest('A connection that the host keeps takes a JWT alone.', 'grant', hint)
  }
  const allowed = members[named ? 'kept' : granted ? 'credentials' : 'own']
  if (Object.keys(body).some((name) => !allowed.includes(name))) {
    throw badRequest(`The body may hold ${allowed.join(', ')} and nothing else; a private key least of all.`)
  }
  for (const [name, value] of Object.entries(body)) {
    const [kind, fits] =
      name === 'scopes' ? ['an array of strings', isTexts(value)] : ['a string', typeof value === 'string']
    if (!fits) throw badRequest(`${name} must be ${kind}.`, name)
  }
  if (granted) {
    if (body.grant !== 'client_credentials') throw badRequest('grant may be client_credentials alone.', 'grant')
    return body
  }
  if (!body.jwt) throw badRequest('jwt is missing.', 'jwt')
  if (!compact.test(body.jwt)) {
    throw new ImsError('ERR_JWT_MALFORMED', 'The JWT is not three parts of base64url with dots between them.')
  }
  return body
}
