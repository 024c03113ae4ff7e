import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'

/**
 * @typedef {object} SandboxClient a credential as the Developer Console would hold it
 * @property {string} clientId
 * @property {string} clientSecret
 * @property {string} organizationId
 * @property {string} technicalAccountId
 * @property {string[]} certificates PEM, X.509 certificates or public keys; a JWT may be signed with any of their keys
 * @property {string[]} metaScopes that the credential has
 * @property {string[]} [scopes] of the access token
 *
 * @typedef {{ header: Record<string, unknown>, claims: Record<string, unknown>, signingInput: string, signature: Buffer }} Jwt
 *
 * @typedef {object} Exchange a request, as the checks see it. Each check may rely on those before it
 * @property {{ client_id: string, client_secret: string, jwt_token: string }} form
 * @property {SandboxClient & { keys: import('node:crypto').KeyObject[] }} client
 * @property {Jwt} jwt
 * @property {number} now seconds of the epoch
 * @property {string} origin of the sandbox, which the audience and the metascopes start with
 * @property {bigint} lastJti of this client
 */

const maxBodyBytes = 64 * 1024
const maxLifetimeSeconds = 24 * 60 * 60
const tokenLifetimeMs = 24 * 60 * 60 * 1000
/** IMS counts from before it answers: some milliseconds are gone. */
const expiresInMs = tokenLifetimeMs - 8

/**
 * What a request must fulfil, in order; the first that it does not is the answer. Statuses and errors are those known of IMS;
 * where its words are not known they say what is wrong.
 * @type {[status: 400 | 401, error: string, description: string, holds: (exchange: Exchange) => boolean][]}
 */
const checks = [
  [400, 'invalid_client', 'invalid client_id parameter', ({ client }) => client !== undefined],
  [
    401,
    'invalid_client',
    'invalid client_secret parameter',
    ({ form, client }) => equalInConstantTime(form.client_secret, client.clientSecret),
  ],
  [400, 'invalid_token', 'JWT token is missing.', ({ form }) => form.jwt_token !== ''],
  [400, 'invalid_token', 'JWT token is incorrectly formatted, and can not be decoded.', ({ jwt }) => jwt !== undefined],
  [400, 'invalid_signature', 'The algorithm of the JWT must be RS256.', ({ jwt }) => jwt.header.alg === 'RS256'],
  [
    400,
    'bad_request',
    'The JWT must have iss and sub, each a string.',
    ({ jwt }) => typeof jwt.claims.iss === 'string' && typeof jwt.claims.sub === 'string',
  ],
  [400, 'bad_request', 'The JWT must have exp, a number.', ({ jwt }) => typeof jwt.claims.exp === 'number'],
  [400, 'invalid_token', 'exp must be an integer.', ({ jwt }) => Number.isSafeInteger(jwt.claims.exp)],
  [400, 'invalid_token', 'JWT token has expired.', ({ jwt, now }) => Number(jwt.claims.exp) > now],
  [
    400,
    'invalid_token',
    'exp must be at most 24 hours away, in seconds.',
    ({ jwt, now }) => Number(jwt.claims.exp) <= now + maxLifetimeSeconds,
  ],
  [
    400,
    'bad_request',
    'jti must be a string.',
    ({ jwt }) => jwt.claims.jti === undefined || typeof jwt.claims.jti === 'string',
  ],
  [
    400,
    'invalid_token',
    'jti must be an integer in decimal digits.',
    ({ jwt }) => jwt.claims.jti === undefined || /^\d{1,40}$/.test(String(jwt.claims.jti)),
  ],
  [
    400,
    'invalid_client',
    'invalid client_id parameter: it is not the one of aud, or aud is of another environment',
    ({ jwt, client, origin }) => jwt.claims.aud === `${origin}/c/${client.clientId}`,
  ],
  [
    400,
    'invalid_signature',
    'No certificate is bound to iss and sub.',
    ({ jwt, client }) => jwt.claims.iss === client.organizationId && jwt.claims.sub === client.technicalAccountId,
  ],
  [
    400,
    'invalid_token',
    'Could not match JWT signature to any of the bindings',
    ({ jwt, client }) => client.keys.some((key) => verify('sha256', Buffer.from(jwt.signingInput), key, jwt.signature)),
  ],
  [400, 'invalid_scope', 'No metascope in the JWT.', (exchange) => metaScopeClaims(exchange).length > 0],
  [
    400,
    'invalid_scope',
    'A metascope in the JWT is not true.',
    (exchange) => metaScopeClaims(exchange).every(([, value]) => value === true),
  ],
  [
    400,
    'invalid_scope',
    'The metascopes in the JWT are not a subset of the metascopes in the binding.',
    (exchange) => metaScopeClaims(exchange).every(([name]) => exchange.client.metaScopes.includes(name)),
  ],
  [
    400,
    'invalid_jti',
    'jti is not greater than the last.',
    ({ jwt, lastJti }) => jwt.claims.jti === undefined || BigInt(String(jwt.claims.jti)) > lastJti,
  ],
]

/**
 * A stand-in for Adobe IMS with its documented behaviour, for tests and first steps. The RS256 signature is verified by
 * Node's OpenSSL. Its origin is that of the URL it is asked at.
 * @param {{ clients: SandboxClient[], now?: () => Date }} options
 * @returns {Hono} an app with `.fetch(Request)`
 */
export function createSandbox({ clients, now = () => new Date() }) {
  const registered = register(clients)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  /** @type {Map<string, bigint>} */
  const lastJtis = new Map()

  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.res.headers.set('x-debug-id', randomUUID())
    c.res.headers.set('cache-control', 'no-store')
  })
  app.notFound((c) => c.json({ error: 'not_found', error_description: 'IMS has nothing here.' }, 404))
  app.onError((_, c) => c.json({ error: 'internal_error', error_description: 'Please try again later' }, 500))

  const paths = ['/ims/exchange/jwt', '/ims/exchange/jwt/']
  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: (c) => c.json({ error: 'bad_request', error_description: `More than ${maxBodyBytes} bytes.` }, 413),
  })
  app.on('POST', paths, limit, async (c) => {
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (type !== 'application/x-www-form-urlencoded' && type !== 'multipart/form-data') {
      return c.json({ error: 'bad_request', error_description: 'The body must be a form.' }, 415)
    }
    const form = await readForm(c.req.raw)
    if (!form) {
      const description = 'client_id, client_secret and jwt_token must be texts, each given once.'
      return c.json({ error: 'bad_request', error_description: description }, 400)
    }

    const time = now().getTime()
    const exchange = /** @type {Exchange} */ ({
      form,
      client: registered.get(form.client_id),
      jwt: decode(form.jwt_token),
      now: Math.floor(time / 1000),
      origin: new URL(c.req.url).origin,
      lastJti: lastJtis.get(form.client_id) ?? -1n,
    })
    const failed = checks.find(([, , , holds]) => !holds(exchange))
    if (failed) {
      const [status, error, description] = failed
      return c.json({ error, error_description: description }, status)
    }
    const { client, jwt } = exchange
    if (jwt.claims.jti !== undefined) lastJtis.set(client.clientId, BigInt(String(jwt.claims.jti)))
    const token = writeAccessToken(client, time, privateKey)
    return c.json({ token_type: 'bearer', access_token: token, expires_in: expiresInMs })
  })
  app.on('ALL', paths, (c) => {
    return c.json({ error: 'bad_request', error_description: 'Only POST is allowed.' }, 405, { allow: 'POST' })
  })
  return app
}

/** @param {SandboxClient[]} clients */
function register(clients) {
  if (!Array.isArray(clients)) throw new TypeError('options.clients must be an array')
  /** @type {Map<string, Exchange['client']>} */
  const registered = new Map()
  for (const [i, client] of clients.entries()) {
    const place = `options.clients[${i}]`
    for (const name of /** @type {const} */ (['clientId', 'clientSecret', 'organizationId', 'technicalAccountId'])) {
      if (typeof client?.[name] !== 'string' || client[name] === '') {
        throw new TypeError(`${place}.${name} must be a non-empty string`)
      }
    }
    for (const name of /** @type {const} */ (['certificates', 'metaScopes'])) {
      if (!Array.isArray(client[name])) throw new TypeError(`${place}.${name} must be an array of strings`)
    }
    if (registered.has(client.clientId)) throw new TypeError(`${place}.clientId is registered twice`)
    const keys = client.certificates.map((pem, j) => readPublicKey(pem, `${place}.certificates[${j}]`))
    registered.set(client.clientId, { ...client, keys })
  }
  return registered
}

/** @param {string} pem @param {string} place */
function readPublicKey(pem, place) {
  const problem = new TypeError(`${place} must be PEM text of a certificate or public key with an RSA key`)
  if (typeof pem !== 'string' || pem.includes('PRIVATE KEY')) throw problem // OpenSSL would take a private key, too
  try {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // OpenSSL's own words would help nobody
  }
  throw problem
}

/** The fields of the form, absent ones empty; undefined where it is no such form. @param {Request} request */
async function readForm(request) {
  try {
    const data = await request.formData()
    const [id, secret, jwt] = ['client_id', 'client_secret', 'jwt_token'].map((name) => {
      const [value = '', ...more] = data.getAll(name)
      if (typeof value !== 'string' || more.length > 0) throw new TypeError(name)
      return value
    })
    return /** @type {Exchange['form']} */ ({ client_id: id, client_secret: secret, jwt_token: jwt })
  } catch {
    return undefined
  }
}

/** RFC 7515 section 7.1, strictly. @param {string} text @returns {Jwt | undefined} */
function decode(text) {
  const parts = text.split('.')
  const [header, claims, signature] = parts.map(decodeBase64url)
  if (parts.length !== 3 || !header || !claims || !signature) return undefined
  try {
    const read = [header, claims].map((bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    if (read.some((value) => typeof value !== 'object' || value === null || Array.isArray(value))) return undefined
    return { header: read[0], claims: read[1], signingInput: `${parts[0]}.${parts[1]}`, signature }
  } catch {
    return undefined
  }
}

/** Node skips what it does not understand; here that is an error (RFC 7515 section 2). @param {string} text */
function decodeBase64url(text) {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

/** Names and values of the metascopes in the JWT. @param {Exchange} exchange @returns {[string, unknown][]} */
function metaScopeClaims({ jwt, origin }) {
  const prefix = `${origin}/s/`
  return Object.entries(jwt.claims)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value])
}

/** @param {string} given @param {string} expected */
function equalInConstantTime(given, expected) {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest())
  return timingSafeEqual(/** @type {Buffer} */ (a), /** @type {Buffer} */ (b))
}

/**
 * Shaped as IMS's own, its times millisecond strings.
 * @param {SandboxClient} client @param {number} time @param {import('node:crypto').KeyObject} privateKey
 */
function writeAccessToken(client, time, privateKey) {
  const payload = {
    id: randomUUID(),
    type: 'access_token',
    client_id: client.clientId,
    user_id: client.technicalAccountId,
    as: 'imskit-sandbox',
    scope: (client.scopes ?? []).join(','),
    created_at: String(time),
    expires_in: String(tokenLifetimeMs),
  }
  const signingInput = [{ alg: 'RS256', typ: 'JWT' }, payload].map(encodeJson).join('.')
  return `${signingInput}.${sign('sha256', Buffer.from(signingInput), privateKey).toString('base64url')}`
}

/** @param {object} value */
const encodeJson = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
