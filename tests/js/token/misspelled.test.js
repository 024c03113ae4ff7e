// A misspelled option is an error of every function that has options, and never ignored.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { load } from 'imskit'
import { createHost } from 'imskit/host'
import { createSandbox } from 'imskit/sandbox'
import { exchangeJwt, invalidateToken, redisStore, requestToken, TokenProvider, validateToken } from 'imskit/token'
import { makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'

const ims = await load()
const key = makeKey()
const connection = makeConnection(key, 'http://127.0.0.1:9')
const { privateKey } = connection
const provider = new TokenProvider(connection, { retries: 0 })
const store = { get() {}, pTTL() {}, set() {}, del() {}, eval() {} }

/** @type {Record<string, (options: any) => unknown>} */
const functions = {
  load,
  'ims.validate': (context) => ims.validate(connection, context),
  'ims.prepare': (context) => ims.prepare(context),
  'prepared.validate': (context) => ims.prepare({}).validate(connection, context),
  'ims.schema.with': (context) => ims.schema.with(context),
  'ims.claims': (options) => ims.claims(connection, options),
  'ims.signJwt': (options) => ims.signJwt(connection, options),
  'ims.signJwtWith': async (options) => ims.signJwtWith(await ims.toCryptoKey(privateKey), connection, options),
  'ims.sign': (options) => ims.sign({ payload: {}, privateKey, ...options }),
  'ims.verify': (options) => ims.verify('', '', options),
  'ims.inspectKey': (options) => ims.inspectKey(privateKey, options),
  'ims.toPkcs8': (options) => ims.toPkcs8(privateKey, options),
  'ims.toCryptoKey': (options) => ims.toCryptoKey(privateKey, options),
  'ims.importCredentials': (options) => ims.importCredentials('', options),
  requestToken: (options) => requestToken(connection, options),
  exchangeJwt: (options) =>
    exchangeJwt({ clientId: 'a', clientSecret: 'b', imsExchange: 'https://a', jwt: 'c', ...options }),
  validateToken: (options) => validateToken('a', connection, options),
  invalidateToken: (options) => invalidateToken('a', connection, options),
  TokenProvider: (options) => new TokenProvider(connection, options),
  'provider.getToken': (options) => provider.getToken(options),
  'provider.watch': (options) => provider.watch(options).next(),
  redisStore: (options) => redisStore(/** @type {any} */ (store), { key: new Uint8Array(32), ...options }),
  createHost,
  createSandbox: (options) => createSandbox({ clients: [], ...options }),
}

for (const [name, call] of Object.entries(functions)) {
  it(`${name} refuses an option that it does not have`, async () => {
    await assert.rejects(async () => call({ misspelled: 1 }), {
      name: 'TypeError',
      message: /has no option misspelled/,
    })
  })
}
