// Whatever comes back, the result is a token or a documented error, and no secret is in it.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { load } from '../../../js/index.js'
import {
  explainImsError,
  ImsError,
  invalidateToken,
  requestToken,
  TokenProvider,
  validateToken,
} from '../../../js/token.js'
import { identity, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'

const key = makeKey()
const imsHost = 'https://ims-na1.adobelogin.com'
const connection = makeConnection(key, imsHost)
/** @type {string} */
let jwt
/** @type {unknown[]} */
const unhandled = []
process.on('unhandledRejection', (reason) => unhandled.push(reason))
before(async () => {
  jwt = (await load()).signJwt(connection)
})

const secrets = [identity.clientSecret, key.privateKey.split('\n')[5] ?? 'x']
const codes = ['ERR_IMS_REJECTED', 'ERR_IMS_UNREACHABLE', 'ERR_IMS_BAD_RESPONSE', 'ERR_IMS_TIMEOUT']

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom('invalid_client', 'invalid_token', 'internal_error', 'Not Found', '403025', identity.clientSecret),
  fc.constantFrom(
    'issued in the future',
    'Could not match JWT signature to any of the bindings',
    'expired',
    '\u202e\0\n',
  ),
)
const value = fc.oneof(
  text,
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 2 }),
  fc.object({ maxDepth: 2 }),
)
const names = ['error', 'error_description', 'error_code', 'message', 'errors', 'fault', 'access_token', 'token_type']
const member = fc.tuple(fc.oneof(fc.constantFrom(...names, 'expires_in', 'valid', 'reason', '__proto__'), text), value)
const body = fc.oneof(
  fc.array(member, { maxLength: 5 }).map((members) => JSON.stringify(Object.fromEntries(members))),
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.uint8Array({ maxLength: 100 }),
  text.map((title) => `<html><title>${title}</title>`),
  fc.constantFrom('', '[]', 'null', '{', '\ufeff{}', '{"access_token":"eyJ","expires_in":86399992}'),
)
const header = fc.oneof(
  fc.constantFrom('Sat, 13 Sep 275760 00:00:00 GMT', '0', '99999999999', 'text/html', 'application/json', 'gzip', ''),
  fc.string({ maxLength: 20 }).map((given) => given.replace(/[^\x20-\x7e]/g, '')),
)
const answer = fc.record({
  status: fc.oneof(fc.constantFrom(200, 400, 401, 403, 404, 407, 429, 500, 503), fc.integer({ min: 200, max: 599 })),
  headers: fc.dictionary(
    fc.constantFrom(
      'date',
      'retry-after',
      'content-type',
      'x-debug-id',
      'content-encoding',
      'location',
      'content-length',
    ),
    header,
  ),
  body,
})

/** @param {{ status: number, headers: Record<string, string>, body: string | Uint8Array }} given */
const respond = ({ status, headers, body }) =>
  new Response([101, 204, 205, 304].includes(status) ? null : /** @type {any} */ (body), { status, headers })

/** @param {unknown} shown */
function assertClean(shown) {
  const printed = `${inspect(shown, { depth: 9, showHidden: true })}${JSON.stringify(shown)}`
  for (const secret of secrets) assert.ok(!printed.includes(secret), 'a secret is shown')
}

/** @param {unknown} error */
async function assertDocumented(error) {
  assert.ok(error instanceof ImsError, inspect(error))
  assert.ok(codes.includes(error.code), error.code)
  assert.match(error.message, /^[^\n]+\.$/)
  assert.match(error.hint ?? '', /^[A-Z]/)
  assertClean(error)
  const explanation = await explainImsError(error, connection)
  assert.equal(explanation.hint, error.hint)
  assertClean(explanation)
  const isRefusal = error.code === 'ERR_IMS_REJECTED'
  if (!isRefusal) assert.doesNotMatch(`${error.message} ${error.hint}`, /rejected the request|Compare the connection/)
}

describe('any answer gives a token or a documented error', () => {
  const options = { retries: 0, timeoutMs: 2000 }
  /** @type {Record<string, (fetch: import('../../../js/token.js').Fetch) => Promise<unknown>>} */
  const calls = {
    'requestToken with a JWT': (fetch) => requestToken(connection, { ...options, fetch, jwt }),
    'requestToken with client_credentials': (fetch) =>
      requestToken(connection, { ...options, fetch, grant: 'client_credentials' }),
    'requestToken with auto': (fetch) => requestToken(connection, { ...options, fetch, grant: 'auto', jwt }),
    validateToken: (fetch) => validateToken(identity.clientSecret, connection, { ...options, fetch }), // what it sends
    invalidateToken: (fetch) => invalidateToken('token', connection, { ...options, fetch }),
    TokenProvider: (fetch) =>
      new TokenProvider(connection, {
        ...options,
        fetch,
        grant: 'client_credentials',
        logger: { warn() {} },
      }).getToken(),
  }
  for (const [title, call] of Object.entries(calls)) {
    it(`to ${title}`, async () => {
      await fc.assert(
        fc.asyncProperty(answer, async (given) => {
          /** @type {unknown} */
          let thrown
          const result = await call(() => respond(given)).catch((error) => {
            thrown = error
          })
          if (thrown !== undefined) return assertDocumented(thrown)
          if (title.includes('oken with') || title === 'TokenProvider') {
            const { accessToken, expiresAt, expiresInSeconds } = /** @type {import('../../../js/token.js').Token} */ (
              result
            )
            assert.match(accessToken, /^[\x21-\x7e]+$/)
            assert.ok(!Number.isNaN(expiresAt.getTime()))
            assert.ok(expiresInSeconds >= 0 && expiresInSeconds <= 86_400)
          }
        }),
        { numRuns: 1000 },
      )
      assert.deepEqual(unhandled, [])
    })
  }
})

describe('anything that fetch throws gives a documented error', () => {
  it('to requestToken', async () => {
    const thrown = fc.oneof(
      fc.anything(),
      fc.tuple(text, text).map(([code, message]) => Object.assign(new Error(message), { code })),
      fc
        .tuple(text, fc.anything())
        .map(([code, cause]) => Object.assign(new TypeError('fetch failed'), { code, cause })),
    )
    await fc.assert(
      fc.asyncProperty(thrown, async (reason) => {
        const fetch = () => {
          throw reason
        }
        const error = await requestToken(connection, { fetch, jwt, retries: 0 }).catch((failure) => failure)
        await assertDocumented(error)
      }),
      { numRuns: 1000 },
    )
    assert.deepEqual(unhandled, [])
  })
})
