// TokenProvider.watch: a token that is kept fresh.
import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryStore, TokenProvider } from '../../../js/token.js'
import { makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'

const key = makeKey()

/**
 * A provider whose IMS issues tokens of this life, and refuses or fails on demand.
 * @param {number} lifetimeMs
 * @param {import('../../../js/token.js').ProviderOptions} [options]
 */
function makeProvider(lifetimeMs, options) {
  const ims = {
    posts: /** @type {number[]} */ ([]),
    failing: /** @type {Response | undefined} */ (undefined),
    lifetimeMs,
  }
  const fetch = () => {
    ims.posts.push(performance.now())
    const body = { access_token: `token-${ims.posts.length}`, expires_in: ims.lifetimeMs }
    return ims.failing ? ims.failing.clone() : Response.json(body)
  }
  const connection = makeConnection(key, 'https://ims-na1.adobelogin.com')
  const provider = new TokenProvider(connection, { fetch, retries: 0, logger: { warn: () => {} }, ...options })
  return { provider, ims }
}

/**
 * Collects updates until there are as many.
 * @param {TokenProvider} provider
 * @param {number} count
 * @param {AbortSignal} [signal]
 */
async function collect(provider, count, signal = AbortSignal.timeout(20_000)) {
  const updates = []
  for await (const update of provider.watch({ signal })) {
    updates.push({ ...update, at: performance.now() })
    if (updates.length === count) break
  }
  return updates
}
const tokens = (/** @type {any[]} */ updates) => updates.map(({ token }) => token?.accessToken)
const refusal = () => Response.json({ error: 'invalid_client', error_description: 'gone' }, { status: 401 })

describe('watch', () => {
  it('yields the token at once and each new one, before the old one expires', async () => {
    const { provider } = makeProvider(3000)
    const start = Date.now()
    const updates = await collect(provider, 3)
    assert.deepEqual(tokens(updates), ['token-1', 'token-2', 'token-3'])
    const [first, second] = updates
    assert.ok(first?.type === 'token' && second?.type === 'token')
    assert.ok(Math.abs(first.nextAt.getTime() - start - 1500) < 300, 'half of its life')
    assert.ok(second.at - first.at > 1300 && second.at - first.at < 2500)
    assert.ok(first.token.expiresAt > new Date(start + 2500))
  })

  it('yields a token that is held already, without a request', async () => {
    const { provider, ims } = makeProvider(60_000)
    await provider.getToken()
    assert.deepEqual(tokens(await collect(provider, 1)), ['token-1'])
    assert.equal(ims.posts.length, 1)
  })

  it('yields the token that replaced the old one elsewhere in the program', async () => {
    const { provider } = makeProvider(3000)
    const watching = collect(provider, 2)
    await sleep(100)
    await provider.getToken({ rejected: 'token-1' })
    assert.deepEqual(tokens(await watching), ['token-1', 'token-2'])
  })

  it('sends at most one request a second, and fewer while tokens expire at once', async () => {
    const { provider, ims } = makeProvider(1)
    const signal = AbortSignal.timeout(5000)
    const updates = await collect(provider, 1000, signal)
    assert.ok(ims.posts.length >= 2 && ims.posts.length <= 4, String(ims.posts.length))
    const gaps = ims.posts.slice(1).map((at, i) => at - Number(ims.posts[i]))
    // On a busy machine, a request may arrive later than the next one in relation to when it was sent.
    assert.ok(
      gaps.every((gap, i) => gap >= 700 * 2 ** i),
      String(gaps),
    )
    assert.equal(updates.length, ims.posts.length)
  })

  it('always has a valid token, even if tokens live for 2.5 seconds', async () => {
    const { provider, ims } = makeProvider(2500)
    const updates = await collect(provider, 5)
    for (const [i, { at }] of updates.slice(1).entries()) assert.ok(at - Number(updates[i]?.at) < 2500)
    assert.equal(ims.posts.length, 5)
  })

  it('yields a failure and goes on', async () => {
    const { provider, ims } = makeProvider(4000)
    const updates = []
    for await (const update of provider.watch({ signal: AbortSignal.timeout(20_000) })) {
      updates.push(update)
      if (updates.length === 1) ims.failing = new Response('', { status: 503 })
      if (updates.length === 2) ims.failing = undefined
      if (updates.length === 3) break
    }
    const [, failure, token] = updates
    assert.ok(failure?.type === 'failure' && token?.type === 'token')
    assert.equal(/** @type {any} */ (failure.error).code, 'ERR_IMS_BAD_RESPONSE')
    assert.ok(failure.retryAt.getTime() - Date.now() < 4000)
    assert.notEqual(token.token.accessToken, 'token-1')
  })

  it('throws if there is no first token', async () => {
    const { provider, ims } = makeProvider(1000)
    ims.failing = refusal()
    await assert.rejects(collect(provider, 1), { code: 'ERR_IMS_REJECTED' })
  })

  it('throws if IMS refuses after the last token has expired, and not before', async () => {
    const { provider, ims } = makeProvider(2500)
    /** @type {string[]} */
    const seen = []
    const watching = (async () => {
      for await (const { type } of provider.watch({ signal: AbortSignal.timeout(20_000) })) {
        seen.push(type)
        ims.failing = refusal()
      }
    })()
    await assert.rejects(watching, { code: 'ERR_IMS_REJECTED' })
    assert.equal(seen[0], 'token')
    assert.ok(seen.includes('failure'))
  })

  it('goes on if IMS says that it is busy when the last token has expired', async () => {
    const { provider, ims } = makeProvider(1500)
    let expiresAt = Number.POSITIVE_INFINITY
    for await (const update of provider.watch({ signal: AbortSignal.timeout(20_000) })) {
      ims.failing = Response.json({ error: 'busy' }, { status: 503 })
      if (update.type === 'token') expiresAt = update.token.expiresAt.getTime()
      else assert.equal(/** @type {any} */ (update.error).status, 503)
      if (Date.now() > expiresAt) return
    }
    assert.fail('no failure was yielded after the end of the token')
  })

  it('ends without an error when its signal fires, at any time', async () => {
    const { provider } = makeProvider(60_000)
    const start = performance.now()
    assert.equal((await collect(provider, 9, AbortSignal.timeout(200))).length, 1)
    assert.ok(performance.now() - start < 1000)
    assert.deepEqual(await collect(provider, 9, AbortSignal.abort()), [])
    const silent = () => new Promise(() => {})
    const { provider: waiting } = makeProvider(1, { fetch: /** @type {any} */ (silent) })
    assert.deepEqual(await collect(waiting, 9, AbortSignal.timeout(100)), [])
  })

  it('ends when the provider is closed', async () => {
    const { provider } = makeProvider(60_000)
    const watching = collect(provider, 9)
    await sleep(100)
    await provider.close()
    assert.equal((await watching).length, 1)
    assert.deepEqual(await collect(provider, 9), [])
  })

  it('renews a token whose life ended by either clock', async () => {
    for (const clock of /** @type {const} */ ([
      [Date, 'now'],
      [performance, 'now'],
    ])) {
      const [object, method] = /** @type {[any, string]} */ (clock)
      const { provider } = makeProvider(40_000, { store: memoryStore() })
      const iterator = provider.watch({ signal: AbortSignal.timeout(20_000) })
      await iterator.next()
      const original = object[method].bind(object)
      const moved = mock.method(object, method, () => original() + 3_600_000)
      try {
        const { value } = await iterator.next()
        assert.equal(/** @type {any} */ (value).token.accessToken, 'token-2')
      } finally {
        moved.mock.restore()
      }
      await iterator.return()
    }
  })

  it('replaces an expired token even if the clock was set back', async () => {
    const { provider } = makeProvider(3000)
    const iterator = provider.watch({ signal: AbortSignal.timeout(20_000) })
    await iterator.next()
    const original = Date.now.bind(Date)
    const moved = mock.method(Date, 'now', () => original() - 86_400_000)
    const start = performance.now()
    try {
      const { value } = await iterator.next()
      assert.equal(/** @type {any} */ (value).token.accessToken, 'token-2')
      assert.ok(performance.now() - start < 2500)
    } finally {
      moved.mock.restore()
    }
    await iterator.return()
  })
})
