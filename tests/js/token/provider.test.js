import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, beforeEach, describe, it, mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { createSandbox } from '../../../js/sandbox.js'
import { ImsError, memoryStore, TokenProvider, validateToken } from '../../../js/token.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { serveApp } from '../../support/servers.js'

const key = makeKey()
const scopes = ['openid', 'AdobeID']
/** @type {string} */
let ims
let posts = 0
/** The fault of IMS, in the notation of the sandbox. @type {string | undefined} */
let fault

before(async () => {
  const now = () => new Date(Date.now()) // new Date() alone does not follow a mock
  const sandbox = createSandbox({ clients: [makeClient(key, { scopes })], now })
  ims = await serveApp({
    fetch(request, ...rest) {
      posts++
      return sandbox.fetch(request, ...rest)
    },
  })
})
beforeEach(() => {
  posts = 0
  fault = undefined
  unhandled.length = 0
})

/** @type {unknown[]} */
const unhandled = []
process.on('unhandledRejection', (reason) => unhandled.push(reason))

/** @type {import('../../../js/token.js').Fetch} */
const faultyFetch = (url, init) => {
  const headers = fault ? { ...init.headers, 'x-sandbox-fault': fault } : init.headers
  return fetch(url, { ...init, headers })
}
const silent = { warn: () => {} }

/** @param {import('../../../js/token.js').ProviderOptions} [options] @param {Record<string, unknown>} [changes] */
const makeProvider = (options, changes) =>
  new TokenProvider(makeConnection(key, ims, changes), { fetch: faultyFetch, logger: silent, retries: 0, ...options })

/**
 * Answers like IMS, with tokens of this life.
 * @param {number} expiresInMs
 */
const issue = (expiresInMs) => {
  let issued = 0
  return async () => {
    posts++
    return Response.json({ token_type: 'bearer', access_token: `token-${++issued}`, expires_in: expiresInMs })
  }
}

/**
 * Moves one clock or both while the work is done.
 * @param {{ wall?: number, monotonic?: number }} by milliseconds
 * @param {() => any} work
 */
async function withClocksMoved({ wall = 0, monotonic = 0 }, work) {
  const [dateNow, performanceNow] = [Date.now.bind(Date), performance.now.bind(performance)]
  const mocks = [
    mock.method(Date, 'now', () => dateNow() + wall),
    mock.method(performance, 'now', () => performanceNow() + monotonic),
  ]
  try {
    return await work()
  } finally {
    for (const { mock } of mocks) mock.restore()
  }
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 30))
const hour = 3_600_000

describe('getToken', () => {
  it('makes one POST for 10,000 callers', async () => {
    const provider = makeProvider()
    const tokens = await Promise.all(Array.from({ length: 10_000 }, () => provider.getToken()))
    assert.equal(posts, 1)
    assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1)
    const [{ expiresAt, expiresInSeconds, grant, tokenType }] = tokens
    assert.deepEqual([grant, tokenType], ['jwt', 'bearer'])
    assert.ok(expiresInSeconds >= 86_390 && expiresInSeconds <= 86_400)
    assert.ok(expiresAt instanceof Date)
    await provider.getToken()
    assert.equal(posts, 1)
  })

  it('makes one POST for 10,000 callers whose token was refused', async () => {
    const provider = makeProvider()
    const { accessToken: rejected } = await provider.getToken()
    const tokens = []
    for (let i = 0; i < 100; i++) {
      tokens.push(...(await Promise.all(Array.from({ length: 100 }, () => provider.getToken({ rejected })))))
    }
    assert.equal(posts, 2)
    assert.ok(tokens.every(({ accessToken }) => accessToken !== rejected))
  })

  it('does not give a refused token to a caller who joins others', async () => {
    const store = memoryStore()
    const { accessToken: rejected } = await makeProvider({ store }).getToken()
    const provider = makeProvider({ store })
    const [kept, fresh] = await Promise.all([provider.getToken(), provider.getToken({ rejected })])
    assert.equal(kept.accessToken, rejected)
    assert.notEqual(fresh.accessToken, rejected)
    assert.equal(posts, 2)
  })

  it('gets a new token if forced', async () => {
    const provider = makeProvider()
    const { accessToken } = await provider.getToken()
    assert.notEqual((await provider.getToken({ force: true })).accessToken, accessToken)
    assert.equal(posts, 2)
  })

  it('ends if IMS gives the same token again', async () => {
    const fetch = async () => {
      posts++
      return Response.json({ access_token: 'the-same', expires_in: 24 * hour })
    }
    const provider = makeProvider({ fetch })
    await provider.getToken()
    const forced = await Promise.all([1, 2, 3, 4, 5].map(() => provider.getToken({ force: true })))
    assert.ok(forced.every(({ accessToken }) => accessToken === 'the-same'))
    assert.ok(posts <= 3, String(posts))
  })

  it('uses client_credentials, and says so', async () => {
    const provider = makeProvider({ grant: 'auto', scopes }, { privateKey: undefined })
    const { grant, expiresInSeconds } = await provider.getToken()
    assert.equal(grant, 'client_credentials')
    assert.ok(expiresInSeconds >= 86_390)
  })

  it('throws what requestToken throws, to every caller, and asks again next time', async () => {
    const provider = makeProvider()
    fault = 'error; status=503'
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => provider.getToken()))
    assert.ok(results.every((result) => result.status === 'rejected' && result.reason.code === 'ERR_IMS_REJECTED'))
    assert.equal(posts, 1)
    fault = undefined
    assert.ok(await provider.getToken())
    await assert.rejects(makeProvider({}, { clientId: '' }).getToken(), { code: 'ERR_CONNECTION_INVALID' })
  })

  it('is not affected by later changes to the connection', async () => {
    const connection = makeConnection(key, ims)
    const provider = new TokenProvider(connection, { logger: silent })
    connection.clientSecret = 'another'
    assert.ok(await provider.getToken())
  })
})

describe('expiry', () => {
  it('is seen by either clock: a laptop that slept, a wall clock that was set back', async () => {
    for (const by of [{ wall: 24 * hour }, { monotonic: 24 * hour }, { wall: -240 * hour, monotonic: 24 * hour }]) {
      const provider = makeProvider()
      const { accessToken } = await provider.getToken()
      posts = 0
      // The sandbox is in this process: its clock moves too.
      const token = await withClocksMoved(by, () => provider.getToken())
      assert.equal(posts, 1, JSON.stringify(by))
      assert.notEqual(token.accessToken, accessToken)
    }
  })

  it('is not affected by a clock that was set back', async () => {
    const provider = makeProvider()
    await provider.getToken()
    await withClocksMoved({ wall: -240 * hour }, () => provider.getToken())
    assert.equal(posts, 1)
  })

  it('of a shared token is counted by the store if the clock is behind', async () => {
    const store = memoryStore()
    await makeProvider({ store }).getToken()
    // Another machine, whose clock is ten days behind.
    const elsewhere = { ...store, get: async (/** @type {string} */ key) => store.get(key) }
    await withClocksMoved({ wall: -24 * hour * 10 }, () => makeProvider({ store: elsewhere }).getToken())
    assert.equal(posts, 1)
  })
})

describe('in the last ten minutes of a token', () => {
  const soon = { wall: 24 * hour - 300_000, monotonic: 24 * hour - 300_000 }

  it('callers get the old token, and one POST is made in the background', async () => {
    const provider = makeProvider({ fetch: issue(24 * hour) })
    const { accessToken } = await provider.getToken()
    await withClocksMoved(soon, async () => {
      const tokens = await Promise.all(Array.from({ length: 100 }, () => provider.getToken()))
      assert.ok(tokens.every((token) => token.accessToken === accessToken))
      await settle()
      assert.notEqual((await provider.getToken()).accessToken, accessToken)
    })
    assert.equal(posts, 2)
  })

  for (const kind of ['error', 'throttled; retry-after=2', 'reset', 'html', 'truncated']) {
    it(`the old token is given while IMS is down (${kind}), without a request for each caller`, async () => {
      const provider = makeProvider({ timeoutMs: 500 })
      const { accessToken } = await provider.getToken()
      fault = kind
      await withClocksMoved(soon, async () => {
        for (let i = 0; i < 20; i++) {
          assert.equal((await provider.getToken()).accessToken, accessToken)
          await settle()
        }
        assert.equal(posts, 2)
      })
      fault = undefined
      await withClocksMoved({ wall: soon.wall + 40_000, monotonic: soon.monotonic + 40_000 }, async () => {
        await provider.getToken()
        for (let i = 0; i < 50 && (await provider.getToken()).accessToken === accessToken; i++) await settle()
        assert.notEqual((await provider.getToken()).accessToken, accessToken)
      })
    })
  }

  it('one POST is made for all providers that share a store', async () => {
    const store = memoryStore()
    const providers = Array.from({ length: 10 }, () => makeProvider({ store }))
    const first = await Promise.all(providers.map((provider) => provider.getToken()))
    await withClocksMoved(soon, async () => {
      await Promise.all(providers.map((provider) => provider.getToken()))
      const isOld = async () => {
        const tokens = await Promise.all(providers.map((provider) => provider.getToken()))
        return tokens.some(({ accessToken }) => accessToken === first[0]?.accessToken)
      }
      for (let i = 0; i < 50 && (await isOld()); i++) await settle()
      assert.equal(await isOld(), false)
    })
    assert.equal(posts, 2)
  })

  it('callers wait for a new token in its last minute, and get the old one if IMS fails', async () => {
    const provider = makeProvider({ fetch: issue(24 * hour) })
    const { accessToken } = await provider.getToken()
    const last = makeMoves(24 * hour - 30_000)
    await withClocksMoved(last, async () => assert.equal((await provider.getToken()).accessToken, 'token-2'))
    const failing = makeProvider()
    const old = await failing.getToken()
    fault = 'error'
    await withClocksMoved(last, async () => assert.equal((await failing.getToken()).accessToken, old.accessToken))
    await withClocksMoved(makeMoves(24 * hour), () => assert.rejects(failing.getToken(), { code: 'ERR_IMS_REJECTED' }))
    assert.equal(accessToken, 'token-1')
  })

  it('no token is renewed before half of a short life is over', async () => {
    const provider = makeProvider({ fetch: issue(300_000) })
    for (let i = 0; i < 10; i++) await provider.getToken()
    await settle()
    assert.equal(posts, 1)
    await withClocksMoved(makeMoves(160_000), async () => {
      await provider.getToken()
      await settle()
    })
    assert.equal(posts, 2)
  })
})

/** Both clocks. @param {number} ms */
const makeMoves = (ms) => ({ wall: ms, monotonic: ms })

describe('a signal', () => {
  it('ends one wait, but not the POST that others wait for', async () => {
    const provider = makeProvider()
    fault = 'delay; ms=200'
    const controller = new AbortController()
    const reason = new Error('enough')
    const left = provider.getToken({ signal: controller.signal })
    const stayed = provider.getToken()
    controller.abort(reason)
    await assert.rejects(left, (error) => error === reason)
    assert.ok(await stayed)
    assert.equal(posts, 1)
    const aborted = AbortSignal.abort(reason)
    await assert.rejects(provider.getToken({ signal: aborted }), (error) => error === reason)
  })

  it('of all callers leaves the token for the next', async () => {
    const provider = makeProvider()
    fault = 'delay; ms=100'
    const signal = AbortSignal.timeout(20)
    await Promise.all([1, 2].map(() => assert.rejects(provider.getToken({ signal }), { name: 'TimeoutError' })))
    await provider.getToken()
    assert.equal(posts, 1)
  })
})

describe('close', () => {
  it('ends what is under way, and refuses what comes after', async () => {
    const provider = makeProvider()
    fault = 'delay; ms=60000'
    const waiting = assert.rejects(provider.getToken(), { code: 'ERR_PROVIDER_CLOSED' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    await provider.close()
    await waiting
    await assert.rejects(provider.getToken(), { code: 'ERR_PROVIDER_CLOSED' })
    await provider.close()
  })

  it('is called by Symbol.asyncDispose', async () => {
    const provider = makeProvider()
    await provider[Symbol.asyncDispose]()
    await assert.rejects(provider.getToken(), (error) => error instanceof ImsError)
  })
})

describe('invalidate', () => {
  it('ends the token here, in the store and at IMS', async () => {
    const store = memoryStore()
    const provider = makeProvider({ store })
    const { accessToken } = await provider.getToken()
    const connection = makeConnection(key, ims)
    assert.deepEqual(await validateToken(accessToken, connection), { valid: true })
    await provider.invalidate()
    assert.deepEqual(await validateToken(accessToken, connection), { valid: false, reason: 'invalidated' })
    assert.notEqual((await makeProvider({ store }).getToken()).accessToken, accessToken)
    assert.notEqual((await provider.getToken()).accessToken, accessToken)
  })

  it('does nothing if there is no token', async () => {
    await makeProvider().invalidate()
    assert.equal(posts, 0)
  })
})

describe('a token for another connection or other options', () => {
  it('is not shared', async () => {
    const store = memoryStore()
    let issued = 0
    const fetch = async () => Response.json({ access_token: `token-${++issued}`, expires_in: 24 * hour })
    const other = makeKey()
    /** @type {[import('../../../js/token.js').ProviderOptions, Record<string, unknown>][]} */
    const variants = [
      [{}, {}],
      [{}, { clientId: 'f'.repeat(32) }],
      [{}, { clientSecret: `p8e-${'x'.repeat(32)}` }],
      [{}, { organizationId: '1'.repeat(24).concat('@AdobeOrg') }],
      [{}, { technicalAccountId: '1'.repeat(24).concat('@techacct.adobe.com') }],
      [{}, { privateKey: other.privateKey }],
      [{}, { passphrase: 'x' }],
      [{}, { imsExchange: `${ims}/other` }],
      [{}, { imsHost: 'https://ims-na1-stg1.adobelogin.com' }],
      [{}, { metaScopes: ['ent_user_sdk'] }],
      [{ metaScopes: ['ent_user_sdk'] }, {}],
      [{ grant: 'client_credentials' }, {}],
      [{ grant: 'client_credentials', scopes: ['openid'] }, {}],
      [{ grant: 'client_credentials' }, { scopes: ['openid'] }],
      [{ grant: 'auto' }, {}],
    ]
    const get = async () => {
      const tokens = []
      for (const [options, changes] of variants) {
        tokens.push((await makeProvider({ store, fetch, ...options }, changes).getToken()).accessToken)
      }
      return tokens
    }
    const first = await get()
    assert.equal(new Set(first).size, variants.length)
    assert.deepEqual(await get(), first)
  })

  it('is shared if the values are only written differently', async () => {
    const store = memoryStore()
    await makeProvider({ store }).getToken()
    await makeProvider(
      { store },
      { clientId: ` ${identity.clientId}\n`, imsHost: `${ims}/`, name: 'X', description: 'y' },
    ).getToken()
    assert.equal(posts, 1)
  })
})

describe('a store of the caller', () => {
  /** Every way in which a method can fail. @type {Record<string, () => any>} */
  const failures = {
    'throws at once': () => {
      throw new Error(identity.clientSecret)
    },
    rejects: () => Promise.reject(new Error(identity.clientSecret)),
    'rejects too late': async () => {
      await sleep(200)
      throw new Error(identity.clientSecret)
    },
    'never answers': () => new Promise(() => {}),
    'returns nonsense': () => 'nonsense',
    'resolves to nonsense': async () => ({ value: { accessToken: 5 }, leftMs: 'x' }),
  }
  for (const [title, fail] of Object.entries(failures)) {
    for (const method of ['get', 'set', 'delete', 'lock', 'extend', 'release', 'everything']) {
      it(`whose ${method} ${title} costs no token and does not end the process`, async () => {
        /** @type {unknown[]} */
        const seen = []
        const working = memoryStore()
        /** @type {any} */
        const store = { ...working }
        if (method === 'everything') for (const name of Object.keys(store)) store[name] = fail
        else if (method in store) store[method] = fail
        else
          store.lock = async (/** @type {[string, number]} */ ...args) => ({
            ...(await working.lock?.(...args)),
            [method]: fail,
          })
        const start = performance.now()
        const provider = makeProvider({
          store,
          storeTimeoutMs: 100,
          leaseMs: 100,
          timeoutMs: 2000,
          onEvent: (event) => seen.push(event),
          logger: { warn: (...args) => seen.push(args) },
        })
        fault = method === 'extend' ? 'delay; ms=150' : undefined
        assert.ok(await provider.getToken())
        assert.ok(await provider.getToken())
        await provider.invalidate().catch(() => {})
        assert.ok(performance.now() - start < 2500)
        await sleep(300)
        assert.deepEqual(unhandled, [])
        assert.ok(!inspect(seen, { depth: 9 }).includes(identity.clientSecret))
        if (method === 'everything' && !title.includes('nonsense')) {
          assert.ok(seen.some((/** @type {any} */ event) => event.type === 'store' && event.available === false))
        }
      })
    }
  }

  it('that grants a lock too late gets it back', async () => {
    const working = memoryStore()
    /** @type {any} */
    const store = {
      ...working,
      async lock(/** @type {[string, number]} */ ...args) {
        await sleep(200)
        return working.lock?.(...args)
      },
    }
    await makeProvider({ store, storeTimeoutMs: 50, leaseMs: 60_000 }).getToken()
    await sleep(300)
    const start = performance.now()
    assert.ok(await makeProvider({ store: working }).getToken({ force: true }))
    assert.ok(performance.now() - start < 1000, 'the lock was held by no one')
  })

  it('needs no lock', async () => {
    const { lock, ...store } = memoryStore()
    const providers = [1, 2].map(() => makeProvider({ store }))
    const tokens = []
    for (const provider of providers) tokens.push((await provider.getToken()).accessToken)
    assert.equal(tokens[0], tokens[1])
  })

  it('whose lock is never freed delays the request by half of the timeout', async () => {
    const store = { ...memoryStore(), lock: async () => undefined }
    const start = performance.now()
    assert.ok(await makeProvider({ store, timeoutMs: 1000 }).getToken())
    const tookMs = performance.now() - start
    assert.ok(tookMs >= 490 && tookMs < 900, String(tookMs))
  })

  it('makes one POST for all its providers in a process', async () => {
    const store = memoryStore()
    const providers = Array.from({ length: 20 }, () => makeProvider({ store }))
    await Promise.all(providers.map((provider) => provider.getToken()))
    assert.equal(posts, 1)
  })
})

describe('arguments', () => {
  /** @type {[string, unknown[], RegExp][]} */
  const table = [
    ['no connection', [], /^connection /],
    ['options that are a text', [{}, 'x'], /^options /],
    ['something that is not a store', [{}, { store: {} }], /^options\.store\.get /],
    ['a negative time', [{}, { refreshBeforeSeconds: -1 }], /^options\.refreshBeforeSeconds /],
    ['something that is not a logger', [{}, { logger: {} }], /^options\.logger\.warn /],
    ['an onEvent that is not a function', [{}, { onEvent: 5 }], /^options\.onEvent /],
    ['another grant', [{}, { grant: 'x' }], /^options\.grant /],
    ['a lease of nothing', [{}, { leaseMs: 0 }], /^options\.leaseMs /],
    ['no time', [{}, { timeoutMs: 0 }], /^options\.timeoutMs /],
  ]
  for (const [title, args, message] of table) {
    it(`${title}: a TypeError naming the argument`, () => {
      assert.throws(() => new TokenProvider(.../** @type {[any, any]} */ (args)), { name: 'TypeError', message })
    })
  }

  it('of getToken', async () => {
    await assert.rejects(makeProvider().getToken(/** @type {any} */ ({ signal: 5 })), /options\.signal/)
    await assert.rejects(makeProvider().getToken(/** @type {any} */ ({ rejected: 5 })), /options\.rejected/)
  })
})

describe('events', () => {
  it('report tokens and failures, without secrets', async () => {
    /** @type {any[]} */
    const events = []
    const provider = makeProvider({ onEvent: (event) => events.push(event) })
    await provider.getToken()
    fault = 'error; status=503'
    await assert.rejects(provider.getToken({ force: true }))
    const [first, second] = events
    assert.deepEqual([first.type, first.source, first.grant], ['token', 'ims', 'jwt'])
    assert.deepEqual(
      [second.type, second.code, second.status, second.error],
      ['token', 'ERR_IMS_REJECTED', 503, 'internal_error'],
    )
    assert.ok(second.debugId)
    assert.ok(events.every(({ durationMs }) => durationMs >= 0))
  })

  it('are distinguished by type and ok', async () => {
    /** @type {import('../../../js/token.js').ProviderEvent[]} */
    const events = []
    const provider = makeProvider({ onEvent: (event) => events.push(event) })
    await provider.getToken()
    fault = 'error; status=400'
    await assert.rejects(provider.getToken({ force: true }))
    const texts = events.map((event) => {
      if (event.type === 'store') return `store ${event.available}`
      return event.ok ? `${event.grant} from ${event.source}` : `${event.code} ${event.status}`
    })
    assert.deepEqual(texts, ['jwt from ims', 'ERR_IMS_REJECTED 400'])
  })

  /** Every way in which a hook can fail. @type {Record<string, () => any>} */
  const failures = {
    throw: () => {
      throw Object.assign(new TypeError(identity.clientSecret), { code: 'ECONNREFUSED' })
    },
    reject: async () => {
      throw new Error(identity.clientSecret)
    },
    'reject later': async () => {
      await sleep(20)
      throw new Error(identity.clientSecret)
    },
    'never settle': () => new Promise(() => {}),
  }
  for (const [title, fail] of Object.entries(failures)) {
    it(`whose hooks ${title} change nothing and do not end the process`, async () => {
      /** @type {string[]} */
      const warnings = []
      const noisy = makeProvider({
        onEvent: fail,
        logger: { warn: (fields, message) => warnings.push(JSON.stringify(fields) + message) },
      })
      assert.ok(await noisy.getToken())
      const silenced = makeProvider({ onEvent: fail, logger: { warn: fail } })
      assert.ok(await silenced.getToken())
      fault = 'error; status=400'
      await assert.rejects(silenced.getToken({ force: true }), { code: 'ERR_IMS_REJECTED' })
      await sleep(100)
      assert.deepEqual(unhandled, [])
      const known = title === 'throw' ? '"cause":"TypeError","causeCode":"ECONNREFUSED"' : '"cause":"Error"'
      const expected = new RegExp(`^\\{${known},"at":"[^"]*provider\\.test\\.js:\\d+:\\d+\\)?"\\}onEvent failed$`)
      assert.equal(warnings.length, title === 'never settle' ? 0 : 1)
      for (const warning of warnings) assert.match(warning, expected)
    })
  }

  it('and a printed provider show no secret', async () => {
    const provider = makeProvider()
    const { accessToken } = await provider.getToken()
    const shown = `${inspect(provider, { depth: 9, showHidden: true })}${JSON.stringify(provider)}`
    for (const secret of [accessToken, identity.clientSecret, key.privateKey.slice(100, 140)]) {
      assert.ok(!shown.includes(secret))
    }
  })
})

describe('a connection that is a function', () => {
  const base = () => makeConnection(key, ims)

  it('is called before each request to IMS, not for each token', async () => {
    let calls = 0
    const provider = new TokenProvider(
      () => {
        calls++
        return base()
      },
      { logger: silent },
    )
    await Promise.all(Array.from({ length: 100 }, () => provider.getToken()))
    await provider.getToken()
    assert.equal(calls, 1)
    await provider.getToken({ force: true })
    assert.equal(calls, 2)
  })

  it('rotates keys and secrets: the next token is requested with the new ones', async () => {
    const other = makeKey()
    const rotating = makeClient(key, { certificates: [key.certificate, other.certificate] })
    const url = await serveApp(createSandbox({ clients: [rotating] }))
    let current = makeConnection(key, url, { clientSecret: 'p8e-revoked' })
    const provider = new TokenProvider(async () => current, { logger: silent, retries: 0 })
    await assert.rejects(provider.getToken(), { code: 'ERR_IMS_REJECTED', field: 'clientSecret' })
    current = makeConnection(other, url)
    const { accessToken } = await provider.getToken()
    current = makeConnection(key, url)
    assert.equal((await provider.getToken()).accessToken, accessToken, 'a valid token is kept')
    assert.notEqual((await provider.getToken({ rejected: accessToken })).accessToken, accessToken)
  })

  it('is not shared in a store with what it was before', async () => {
    const store = memoryStore()
    const fetch = issue(24 * hour)
    let metaScopes = ['ent_user_sdk']
    const provider = new TokenProvider(() => ({ ...base(), metaScopes }), { store, fetch, logger: silent })
    const first = await provider.getToken()
    metaScopes = ['ent_gdpr_sdk']
    const second = await provider.getToken({ rejected: first.accessToken })
    metaScopes = ['ent_user_sdk']
    assert.notEqual(first.accessToken, second.accessToken)
    assert.equal((await makeProvider({ store, fetch }, { metaScopes }).getToken()).accessToken, first.accessToken)
  })

  it('that fails gives its error to those who wait, and costs no valid token', async () => {
    const broken = new Error('the vault is sealed')
    let works = true
    const source = () => {
      if (!works) throw broken
      return base()
    }
    /** @type {any[]} */
    const events = []
    const provider = new TokenProvider(source, { logger: silent, onEvent: (event) => events.push(event) })
    works = false
    await assert.rejects(provider.getToken(), (error) => error === broken)
    assert.deepEqual([events[0].ok, events[0].code], [false, undefined])
    works = true
    const { accessToken } = await provider.getToken()
    works = false
    const late = 24 * hour - 300_000
    await withClocksMoved({ wall: late, monotonic: late }, async () => {
      assert.equal((await provider.getToken()).accessToken, accessToken)
      await settle()
    })
    assert.deepEqual(unhandled, [])
  })

  it('that throws is reported with the name, code and place of the exception, but not its message', async () => {
    const halfWritten = `{"clientSecret":"${identity.clientSecret}`
    for (const [source, expected] of /** @type {[() => any, object][]} */ ([
      [() => JSON.parse(halfWritten), { cause: 'SyntaxError' }],
      [() => readFile('/nonexistent/connection.json', 'utf8'), { cause: 'Error', causeCode: 'ENOENT' }],
      [() => Promise.reject(identity.clientSecret), {}],
    ])) {
      /** @type {any[]} */
      const told = []
      const logger = { warn: (/** @type {object} */ fields) => told.push(fields) }
      await assert.rejects(new TokenProvider(source, { logger, onEvent: (event) => told.push(event) }).getToken())
      assert.equal(told.length, 2)
      for (const { cause, causeCode, at } of told) {
        assert.deepEqual({ ...(cause && { cause }), ...(causeCode && { causeCode }) }, expected)
        if (cause === 'SyntaxError') assert.match(at, /provider\.test\.js:\d+:\d+\)?$/)
      }
      assert.ok(!inspect(told).includes(identity.clientSecret))
    }
  })

  it('that rejects with nothing, or returns nothing, ends in an error', async () => {
    for (const [source, expected] of /** @type {[any, any][]} */ ([
      [() => undefined, { name: 'TypeError', message: /connection\(\) must return an object/ }],
      [async () => 'text', { name: 'TypeError' }],
      [() => Promise.reject(), (/** @type {unknown} */ error) => error === undefined],
    ])) {
      await assert.rejects(new TokenProvider(source, { logger: silent }).getToken(), expected)
    }
  })

  it('that is slow leaves less time for IMS: the timeout is for both', async () => {
    const slow = async () => {
      await sleep(600)
      return base()
    }
    fault = 'delay; ms=60000'
    const provider = new TokenProvider(slow, { logger: silent, timeoutMs: 1000, retries: 0, fetch: faultyFetch })
    const start = performance.now()
    await assert.rejects(provider.getToken(), { code: 'ERR_IMS_TIMEOUT' })
    assert.ok(performance.now() - start < 1400)
  })

  it('that never returns ends in a timeout', async () => {
    const provider = new TokenProvider(() => new Promise(() => {}), { logger: silent, timeoutMs: 200 })
    const start = performance.now()
    await assert.rejects(provider.getToken(), { code: 'ERR_IMS_TIMEOUT' })
    assert.ok(performance.now() - start < 1000)
  })
})

describe('the pace', () => {
  it('is one request a second if tokens expire at once, and slower each time', async () => {
    const provider = makeProvider({ fetch: issue(1) })
    const start = performance.now()
    while (performance.now() - start < 3500) await provider.getToken()
    assert.ok(posts >= 3 && posts <= 4, String(posts))
  })

  it('is one request a second if IMS refuses', async () => {
    const provider = makeProvider()
    fault = 'error; status=400'
    const start = performance.now()
    while (performance.now() - start < 2500) await assert.rejects(provider.getToken(), { code: 'ERR_IMS_REJECTED' })
    assert.ok(posts >= 3 && posts <= 4, String(posts))
  })

  it('lets a few callers in a row force a token', async () => {
    const provider = makeProvider()
    const start = performance.now()
    for (let i = 0; i < 4; i++) await provider.getToken({ force: true })
    assert.ok(performance.now() - start < 900)
    assert.equal(posts, 4)
  })

  it('that would outlast the timeout is an error at once', async () => {
    const provider = makeProvider({ fetch: issue(1), timeoutMs: 800 })
    await provider.getToken()
    await sleep(1100)
    await provider.getToken() // the next one is due in two seconds
    await sleep(10) // until it has expired
    const start = performance.now()
    await assert.rejects(provider.getToken(), { code: 'ERR_IMS_TIMEOUT', message: /due in/ })
    assert.ok(performance.now() - start < 300)
  })
})
