// Request bodies: their content type, their size, and the members of POST /api/token.
import { bodyLimit } from 'hono/body-limit'
import { ImsError } from '#core'
import { isObject } from '../core/options.js'

const maxBytes = 64 * 1024

/** Allowed members: with a JWT, if the caller has the secret or the host has it; without a JWT, in the same two cases. */
const members = {
  own: ['clientId', 'clientSecret', 'jwt', 'imsExchange'],
  stored: ['connection', 'jwt'],
  credentials: ['clientId', 'clientSecret', 'grant', 'imsHost', 'scopes'],
  storedCredentials: ['connection', 'grant'],
}

const bodyForms =
  'Send clientId, clientSecret and jwt; or connection and jwt; or clientId, clientSecret and "grant": "client_credentials".'

/** Secrets that no form of the body has. */
const neverSent = new Set(['privateKey', 'passphrase'])

/** What a message may quote: the name of a member, but not a secret in its place. */
const memberName = /^[A-Za-z]{1,40}$/

/** @param {string} name of a member that is not allowed */
const nameExtra = (name) => (memberName.test(name) ? `It also has ${name}.` : 'It also has another member.')

/** The form of a compact JWS (RFC 7515 section 7.1). IMS judges the rest. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** A page of another origin cannot send this type without a preflight. @type {import('hono').MiddlewareHandler} */
export async function requireJson(c, next) {
  if (c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    throw new ImsError('ERR_HOST_CONTENT_TYPE', 'The body must be application/json.', {
      hint: 'Send the header content-type: application/json.',
    })
  }
  await next()
}

/** For a body whose length is not announced. */
const countBytes = bodyLimit({
  maxSize: maxBytes,
  onError() {
    throw new ImsError('ERR_HOST_TOO_LARGE', `The body has more than ${maxBytes} bytes.`)
  },
})

/**
 * Limits the size of a body. The server enforces an announced length (RFC 9112 section 6.2), so such a body is not turned
 * into a stream just to count it.
 * @type {import('hono').MiddlewareHandler}
 */
export function limitBody(c, next) {
  if (c.req.raw.bodyUsed) throw bodyWasRead()
  const length = c.req.header('content-length')
  const announced = length !== undefined && c.req.header('transfer-encoding') === undefined
  return announced && /^\d{1,9}$/.test(length) && Number(length) <= maxBytes ? next() : countBytes(c, next)
}

/**
 * @param {import('hono').Context} c
 * @returns {Promise<string>}
 * @throws {ImsError} ERR_HOST_BODY_READ if something else has read the body
 */
export async function readText(c) {
  try {
    return await c.req.text()
  } catch (error) {
    if (error instanceof TypeError && !c.req.raw.signal.aborted) throw bodyWasRead()
    throw error
  }
}

const bodyWasRead = () =>
  new ImsError('ERR_HOST_BODY_READ', 'The body of the request was read before the host got it.', {
    hint: 'Mount the host before middleware that reads bodies, such as express.json().',
  })

/** @param {string} message @param {string} [field] @param {string} [hint] */
export const badRequest = (message, field, hint) => new ImsError('ERR_HOST_BAD_REQUEST', message, { field, hint })

/**
 * Parses a body that must hold an object.
 * @param {string} text
 * @returns {Record<string, any>}
 * @throws {ImsError} ERR_HOST_BAD_REQUEST
 */
export function readObject(text) {
  let body
  try {
    body = JSON.parse(text)
  } catch {
    throw badRequest('The body is not valid JSON.')
  }
  if (isObject(body)) return body
  throw badRequest('The body must be a JSON object.')
}

/** @param {unknown} value */
const isTexts = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')

/**
 * Reads the body of POST /api/token: exactly the members of one of its forms. Each is a string, `scopes` an array of
 * strings.
 * @param {string} text
 * @param {boolean} [trusted] whether the caller may use stored secrets: then a stored connection needs no JWT
 * @returns {{ jwt?: string, grant?: 'client_credentials', connection?: string, clientId?: string, clientSecret?: string,
 *   imsHost?: string, imsExchange?: string, scopes?: string[] }} with a `jwt` or a `grant`; with neither, the host signs
 * @throws {ImsError} ERR_HOST_BAD_REQUEST, ERR_JWT_MALFORMED
 */
export function readBody(text, trusted = false) {
  const body = readObject(text)
  const named = Object.hasOwn(body, 'connection')
  const granted = Object.hasOwn(body, 'grant')
  if (named && granted && !trusted) {
    const message = 'With a stored connection only a JWT authenticates the caller, so client_credentials is rejected.'
    throw badRequest(message, 'grant', 'Send a JWT, or send clientId and clientSecret instead of the connection.')
  }
  const kind = granted ? (named ? 'storedCredentials' : 'credentials') : named ? 'stored' : 'own'
  const allowed = members[kind]
  const extras = Object.keys(body).filter((name) => !allowed.includes(name))
  const [extra] = extras
  if (extra !== undefined) {
    const secret = extras.find((name) => neverSent.has(name))
    const message = `The body may contain only ${allowed.join(', ')}. ${nameExtra(secret ?? extra)}`
    throw badRequest(message, undefined, secret && 'Never send a private key here.')
  }
  for (const [name, value] of Object.entries(body)) {
    const [type, fits] =
      name === 'scopes' ? ['an array of strings', isTexts(value)] : ['a string', typeof value === 'string']
    if (!fits) throw badRequest(`${name} must be ${type}.`, name)
  }
  if (granted) {
    if (body.grant !== 'client_credentials') throw badRequest('grant must be client_credentials.', 'grant')
    return body
  }
  if (named && trusted && !Object.hasOwn(body, 'jwt')) return body
  if (!body.jwt) throw badRequest('jwt is missing.', 'jwt', bodyForms)
  if (!compact.test(body.jwt)) {
    throw new ImsError('ERR_JWT_MALFORMED', 'The JWT is malformed: it must be three base64url parts separated by dots.')
  }
  return body
}
