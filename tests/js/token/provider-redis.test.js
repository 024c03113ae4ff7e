import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSandbox } from '../../../js/sandbox.js'
import { redisStore, TokenProvider } from '../../../js/token.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { startRedis } from '../../support/redis.js'
import { serveApp } from '../../support/servers.js'

const rsaKey = makeKey()
const key = randomBytes(32)
/** @type {Awaited<ReturnType<typeof startRedis>>} */
let redis
/** @type {import('redis').RedisClientType} */
let client
/** @type {string} */
let ims
let posts = 0

before(async () => {
  redis = await startRedis()
  client = await redis.connect()
  const sandbox = createSandbox({ clients: [makeClient(rsaKey)] })
  ims = await serveApp({
    fetch(request, ...rest) {
      posts++
      return sandbox.fetch(request, ...rest)
    },
  })
})
after(async () => {
  client.destroy()
  await redis.stop()
})
beforeEach(async () => {
  await client.flushAll()
  posts = 0
})

const fleet = fileURLToPath(new URL('../../support/fleet.js', import.meta.url))

/**
 * Starts a process of the fleet.
 * @param {Record<string, unknown>} options
 */
function startProcess(options) {
  const settings = {
    url: redis.url,
    key: key.toString('base64'),
    connection: makeConnection(rsaKey, ims),
    leaseMs: 2000,
  }
  const child = fork(fleet, {
    env: { ...process.env, FLEET: JSON.stringify({ ...settings, ...options }) },
    timeout: 60_000,
  })
  /** @type {string[] | undefined} */
  let tokens
  let onPosting = () => {}
  const posting = new Promise((resolve) => {
    onPosting = () => resolve(undefined)
  })
  child.on('message', (/** @type {any} */ message) => {
    if (message.posting) onPosting()
    else tokens = message.tokens
  })
  const ended = new Promise((resolve) => child.once('exit', () => resolve(tokens)))
  return { child, posting, ended: /** @type {Promise<string[] | undefined>} */ (ended) }
}

describe('a fleet of four processes and one Redis', () => {
  it('makes one POST, however many ask', async () => {
    const startAt = Date.now() + 2000
    const results = await Promise.all([1, 2, 3, 4].map(() => startProcess({ calls: 2500, startAt }).ended))
    assert.equal(posts, 1)
    assert.equal(new Set(results.flat()).size, 1)
    assert.equal(results.flat().length, 4)
    assert.deepEqual(await client.keys('*:lock'), [])
  })

  it('makes one more POST if the holder of the lock is killed, within its lease', async (t) => {
    const leaseMs = 1500
    const holder = startProcess({ leaseMs, fault: 'delay; ms=60000', startAt: 0 })
    await holder.posting
    const others = [1, 2, 3].map(() => startProcess({ leaseMs, startAt: 0 }))
    await new Promise((resolve) => setTimeout(resolve, 2 * leaseMs)) // longer than a lease: it is extended
    assert.equal(posts, 1, 'the lock of a living process was taken')
    holder.child.kill('SIGKILL')
    const killedAt = performance.now()
    const results = await Promise.all(others.map(({ ended }) => ended))
    const tookMs = performance.now() - killedAt
    t.diagnostic(`a lease of ${leaseMs} ms; all had a token ${Math.round(tookMs)} ms after the kill`)
    assert.equal(posts, 2)
    assert.equal(new Set(results.flat()).size, 1)
    assert.ok(tookMs < leaseMs + 3000, `${tookMs} ms`)
  })
})

describe('redisStore', () => {
  const withStore = (/** @type {any} */ options = {}) =>
    new TokenProvider(makeConnection(rsaKey, ims), { store: redisStore(client, { key }), ...options })

  it('keeps the token encrypted, under a hash, as long as it is valid', async () => {
    const { accessToken, expiresAt } = await withStore().getToken()
    const [name, ...more] = await client.keys('*')
    assert.deepEqual(more, [])
    assert.match(name ?? '', /^imskit:[\da-f]{64}$/)
    const value = await client.get(name ?? '')
    const left = await client.pTTL(name ?? '')
    assert.ok(Math.abs(left - (expiresAt.getTime() - Date.now())) < 2000)
    const decoded = Buffer.from(String(value).slice(2), 'base64').toString('latin1')
    for (const secret of [accessToken, accessToken.slice(-40), identity.clientSecret, identity.clientId, 'bearer']) {
      assert.ok(!`${name}${value}${decoded}`.includes(secret))
    }
  })

  it('gives the token to another provider with the same key, in any of its forms', async () => {
    const first = await withStore().getToken()
    const cryptoKey = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt'])
    for (const form of [key, new Uint8Array(key), key.toString('base64'), cryptoKey]) {
      const token = await withStore({ store: redisStore(client, { key: form }) }).getToken()
      assert.deepEqual([token.accessToken, token.grant, token.tokenType], [first.accessToken, 'jwt', 'bearer'])
      assert.ok(Math.abs(token.expiresAt.getTime() - first.expiresAt.getTime()) < 1000)
    }
    assert.equal(posts, 1)
  })

  it('seals with another IV each time, and opens only what belongs to the key and the name', async () => {
    const store = redisStore(client, { key, prefix: 't:' })
    const sealed = new Set()
    for (let i = 0; i < 20; i++) {
      await store.set('a', 'text', 60_000)
      sealed.add(String(await client.get('t:a')).slice(2, 18))
    }
    assert.equal(sealed.size, 20)
    assert.equal((await store.get('a'))?.value, 'text')
    await client.copy('t:a', 't:b')
    assert.equal(await store.get('b'), undefined, 'moved to another name')
    assert.equal(await redisStore(client, { key: randomBytes(32), prefix: 't:' }).get('a'), undefined, 'another key')
    const value = String(await client.get('t:a'))
    for (const broken of [
      '',
      'x',
      '1.',
      '1.!',
      value.slice(0, -4),
      `2${value.slice(1)}`,
      `${value.slice(0, -8)}AAAAAAA=`,
    ]) {
      await client.set('t:a', broken, { PX: 60_000 })
      assert.equal(await store.get('a'), undefined, broken)
    }
  })

  it('does not give a token a longer life than IMS did, even if its expiry in the server is changed', async () => {
    const first = await withStore().getToken()
    const [name = ''] = await client.keys('*')
    await client.pExpire(name, 10 * 365 * 86_400_000)
    const token = await withStore().getToken()
    assert.equal(token.accessToken, first.accessToken)
    assert.ok(Math.abs(token.expiresAt.getTime() - first.expiresAt.getTime()) < 1000)
    await client.persist(name)
    assert.notEqual((await withStore().getToken()).accessToken, first.accessToken, 'a token without an end')
    await client.pExpire(name, 120_000)
    const short = await withStore().getToken()
    assert.ok(short.expiresInSeconds <= 120, 'the shorter of the two counts')
  })

  it('does not give a token of long ago, put back into the server', async () => {
    const fetch = () => Response.json({ access_token: 'short', expires_in: 2000 })
    await withStore({ fetch }).getToken()
    const [name = ''] = await client.keys('*')
    const old = String(await client.get(name))
    await new Promise((resolve) => setTimeout(resolve, 2100))
    await client.set(name, old, { PX: 86_400_000 })
    assert.notEqual((await withStore().getToken()).accessToken, 'short')
  })

  it('asks IMS if the store holds something else', async () => {
    const first = await withStore().getToken()
    const [name = ''] = await client.keys('*')
    const store = redisStore(client, { key })
    for (const text of ['null', '[]', '{}', '{', JSON.stringify({ accessToken: 5 })]) {
      await store.set(name.slice('imskit:'.length), text, 60_000_000)
      assert.notEqual((await withStore().getToken()).accessToken, first.accessToken)
    }
    assert.equal(posts, 6)
  })

  it('refuses what is not a key, without quoting it', () => {
    const short = 'c2hvcnQtc2VjcmV0LWtleQ=='
    for (const bad of [
      undefined,
      null,
      '',
      short,
      new Uint8Array(16),
      new Uint8Array(33),
      5,
      {},
      'not base64 at all!',
    ]) {
      assert.throws(
        () => redisStore(client, /** @type {any} */ ({ key: bad })),
        (/** @type {any} */ error) =>
          error instanceof TypeError &&
          /options\.key must be 32 bytes/.test(error.message) &&
          !error.message.includes(short),
      )
    }
    assert.throws(() => redisStore(client, /** @type {any} */ (undefined)), {
      name: 'TypeError',
      message: /options\.key/,
    })
    assert.throws(() => redisStore(/** @type {any} */ ({}), { key }), { name: 'TypeError', message: /client\.get/ })
  })

  it('refuses a CryptoKey for another purpose', async () => {
    const algorithms = [
      { name: 'AES-GCM', length: 128 },
      { name: 'AES-CBC', length: 256 },
    ]
    for (const algorithm of algorithms) {
      const other = await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt'])
      assert.throws(() => redisStore(client, { key: other }), { name: 'TypeError' })
    }
    const half = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['decrypt'])
    assert.throws(() => redisStore(client, { key: half }), { name: 'TypeError' })
  })

  it('releases a lock only if it still holds it', async () => {
    const store = redisStore(client, { key })
    const lock = await store.lock?.('a', 60)
    assert.ok(lock)
    assert.equal(await store.lock?.('a', 60), undefined)
    await lock.extend()
    await new Promise((resolve) => setTimeout(resolve, 100)) // its lease ends
    const other = await store.lock?.('a', 5000)
    assert.ok(other)
    await lock.extend()
    await lock.release()
    assert.equal(await store.lock?.('a', 5000), undefined, 'the other’s lock was freed')
    await other.release()
    assert.ok(await store.lock?.('a', 5000))
  })
})

describe('a token that an API refused', () => {
  it('is replaced once for all processes', async () => {
    const providers = [1, 2, 3].map(
      () => new TokenProvider(makeConnection(rsaKey, ims), { store: redisStore(client, { key }) }),
    )
    const old = await Promise.all(providers.map((provider) => provider.getToken()))
    const fresh = await Promise.all(providers.map((provider) => provider.getToken({ force: true })))
    assert.equal(posts, 2)
    assert.equal(new Set(fresh.map(({ accessToken }) => accessToken)).size, 1)
    assert.notEqual(fresh[0]?.accessToken, old[0]?.accessToken)
  })

  it('is replaced by a process that has not seen it', async () => {
    const make = () => new TokenProvider(makeConnection(rsaKey, ims), { store: redisStore(client, { key }) })
    const old = await make().getToken()
    assert.notEqual((await make().getToken({ force: true })).accessToken, old.accessToken)
    assert.equal(posts, 2)
  })
})

describe('a lock that no one holds', () => {
  const isLocked = async (/** @type {import('redis').RedisClientType} */ of) => (await of.keys('*:lock')).length > 0

  it('is not left behind by a command that waited for the server', async () => {
    const own = await startRedis()
    const ownClient = await own.connect()
    const options = { leaseMs: 60_000, storeTimeoutMs: 200, logger: { warn: () => {} } }
    const make = (/** @type {any} */ more) =>
      new TokenProvider(makeConnection(rsaKey, ims), { store: redisStore(ownClient, { key }), ...options, ...more })
    const provider = make({})
    await provider.getToken()
    await own.stop()
    await provider.getToken({ force: true }) // SET NX waits in the client
    await own.start()
    while (!ownClient.isReady) await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.equal(await isLocked(ownClient), false)
    const start = performance.now()
    await make({}).getToken()
    assert.ok(performance.now() - start < 1000)
    ownClient.destroy()
    await own.stop()
  })

  it('is waited for during half of the timeout, then IMS is asked', async () => {
    await withLock()
    const start = performance.now()
    const store = redisStore(client, { key })
    await new TokenProvider(makeConnection(rsaKey, ims), { store, leaseMs: 60_000, timeoutMs: 2000 }).getToken()
    const tookMs = performance.now() - start
    assert.ok(tookMs > 950 && tookMs < 1700, `${tookMs} ms`)
    assert.equal(posts, 1)
  })

  /** Takes the lock of the token, as a process that hangs would. */
  async function withLock() {
    await new TokenProvider(makeConnection(rsaKey, ims), { store: redisStore(client, { key }) }).getToken()
    const [name = ''] = await client.keys('*')
    await client.del(name)
    posts = 0
    await client.set(`${name}:lock`, 'someone', { PX: 60_000 })
  }
})

describe('a store that is down', () => {
  it('is reported, delays nothing beyond its limit, and is used again when it is back', async () => {
    const own = await startRedis()
    const ownClient = await own.connect()
    /** @type {unknown[]} */
    const events = []
    /** @type {string[]} */
    const warnings = []
    const provider = new TokenProvider(makeConnection(rsaKey, ims), {
      store: redisStore(ownClient, { key }),
      storeTimeoutMs: 200,
      onEvent: (event) => events.push(event),
      logger: { warn: (fields, message) => warnings.push(`${JSON.stringify(fields)} ${message}`) },
    })
    await provider.getToken()
    await own.stop()
    const start = performance.now()
    await provider.getToken({ force: true })
    assert.ok(performance.now() - start < 2000)
    const again = performance.now()
    await provider.getToken({ force: true })
    assert.ok(performance.now() - again < 190, 'it was asked again at once')
    assert.equal(posts, 3)
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /token store failed/)
    assert.ok(!warnings[0]?.includes('redis:'))
    await own.start()
    await new Promise((resolve) => setTimeout(resolve, 5500))
    await provider.getToken({ force: true })
    const stores = events.filter((/** @type {any} */ { type }) => type === 'store')
    assert.deepEqual(
      stores.map((/** @type {any} */ { available }) => available),
      [false, true],
    )
    assert.equal((await ownClient.keys('imskit:*')).length, 1)
    ownClient.destroy()
    await own.stop()
  })
})
