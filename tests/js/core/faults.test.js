// Each fault of the sandbox, on the first try and on every try, by each grant: a token or the documented error, within the
// deadline, and no connection left behind.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { createSandbox } from '../../../js/sandbox.js'
import { systemFetch } from '../../../js/token/fetch/node.js'
import { ImsError, requestToken } from '../../../js/token.js'
import { makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'

const key = makeKey()
const scopes = ['openid']
const timeoutMs = 1200

const server = /** @type {import('node:http').Server} */ (
  createAdaptorServer({ fetch: createSandbox({ clients: [makeClient(key, { scopes })] }).fetch })
)
server.maxRequestsPerSocket = 1 // so that none stays open for the next request
/** @type {string} */
let ims
/** @type {unknown[]} */
const unhandled = []
const remember = (/** @type {unknown} */ reason) => unhandled.push(reason)

before(async () => {
  process.on('unhandledRejection', remember)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  ims = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
})
after(() => {
  process.off('unhandledRejection', remember)
  server.close()
})

const countConnections = () =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))))

/** What comes of a fault on the first try, and of it on every try. @type {[fault: string, first: string, every: string][]} */
const table = [
  ['delay; ms=100', 'token', 'token'],
  ['delay; ms=60000', 'ERR_IMS_TIMEOUT', 'ERR_IMS_TIMEOUT'],
  ['throttled; retry-after=0', 'token', 'ERR_IMS_REJECTED'],
  ['throttled; retry-after=3600', 'ERR_IMS_REJECTED', 'ERR_IMS_REJECTED'],
  ['throttled; retry-after=nonsense', 'token', 'ERR_IMS_REJECTED'],
  ['error', 'token', 'ERR_IMS_REJECTED'],
  ['error; status=502', 'token', 'ERR_IMS_REJECTED'],
  ['error; status=503', 'token', 'ERR_IMS_REJECTED'],
  ['error; status=400', 'ERR_IMS_REJECTED', 'ERR_IMS_REJECTED'],
  ['reset', 'token', 'ERR_IMS_UNREACHABLE'],
  ['truncated', 'token', 'ERR_IMS_BAD_RESPONSE'],
  ['html', 'ERR_IMS_BAD_RESPONSE', 'ERR_IMS_BAD_RESPONSE'],
  ['drip; ms=300', 'ERR_IMS_TIMEOUT', 'ERR_IMS_TIMEOUT'],
  ['type; type=text/html', 'token', 'token'],
  ['huge', 'ERR_IMS_BAD_RESPONSE', 'ERR_IMS_BAD_RESPONSE'],
]

for (const grant of /** @type {const} */ (['jwt', 'client_credentials'])) {
  for (const [fault, first, every] of table) {
    for (const [when, times, expected] of /** @type {const} */ ([
      ['the first try', 1, first],
      ['every try', Number.POSITIVE_INFINITY, every],
    ])) {
      describe(`${grant}, ${fault}, on ${when}`, () => {
        it(`gives ${expected}`, async () => {
          let left = times
          /** @type {import('../../../js/token.js').Fetch} */
          const faulty = (url, init) =>
            systemFetch(url, left-- > 0 ? { ...init, headers: { ...init.headers, 'x-sandbox-fault': fault } } : init)
          const start = performance.now()
          const request = requestToken(makeConnection(key, ims), {
            grant,
            scopes,
            timeoutMs,
            retries: 1,
            fetch: faulty,
          })
          const outcome = await request.then(
            () => 'token',
            (error) => (error instanceof ImsError ? error.code : error),
          )
          assert.equal(outcome, expected)
          assert.ok(performance.now() - start < timeoutMs + 500, 'not within the deadline')
          for (let i = 0; i < 50 && (await countConnections()) > 0; i++) await sleep(20)
          assert.equal(await countConnections(), 0, 'a connection is left')
          assert.deepEqual(unhandled, [])
        })
      })
    }
  }
}
