import { ImsError, load } from '#core'
import { isObject } from '../core/input.js'
import { timeoutHint } from './ask.js'
import { makeCacheKey } from './cache-key.js'
import {
  isText,
  requireAskOptions,
  requireFunction,
  requireNumber,
  requireObject,
  requireSignal,
  requireText,
} from './check.js'
import { countdown, since } from './clock.js'
import { requestToken, requireGrantOptions } from './exchange.js'
import { invalidateToken } from './manage.js'
import { passing, sleep } from './retry.js'
import { memoryStore } from './stores/memory.js'
import { guardStore } from './stores/store.js'

/**
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {import('./exchange.js').Token} Token
 *
 * @typedef {{ type: 'token', source: 'ims' | 'store', grant: string, durationMs: number }
 *   | { type: 'token', source: 'ims', durationMs: number, code?: string, status?: number, error?: string, debugId?: string }
 *   | { type: 'store', available: boolean, code?: string }} ProviderEvent
 *   a token that came, or did not (`code`, and what IMS said), with the time it took; a store that fails, or works again
 *
 * @typedef {object} OwnOptions
 * @property {import('./stores/store.js').TokenStore} [store] default: `memoryStore()`
 * @property {number} [refreshBeforeSeconds] how long before its expiry another token is fetched; default 600, and at most
 *   half of the token's life
 * @property {number} [storeTimeoutMs] longest wait for the store; default 500. After it the store is left alone for 5 s
 * @property {number} [leaseMs] how long a process that died keeps others from asking IMS; default 5000
 * @property {{ warn: (fields: object, message: string) => void }} [logger] pino's shape; default: the console. It gets the
 *   fields of events alone
 * @property {(event: ProviderEvent) => void} [onEvent] for counts and durations
 *
 * @typedef {OwnOptions & import('./exchange.js').GrantOptions & Omit<import('./ask.js').AskOptions, 'signal'>} ProviderOptions
 *
 * @typedef {Omit<Token, 'expiresInSeconds'> & { lifetimeMs: number, left: () => number }} Entry `left`: milliseconds
 */

/** What has less to live is not given: clocks differ, and it has a way to go yet. At most a tenth of its life. */
const marginMs = 60_000
/** Between looks at the store while another process asks IMS. */
const pollMs = 100
/** Between attempts in the background while IMS is down: half of what the token has to live, within these. */
const pauseMs = { min: 1_000, max: 30_000 }

/**
 * Always has a token: kept until it expires, renewed before that in the background, with one POST however many ask, and
 * with a shared store one POST for all processes. While IMS is down the old token is given for as long as it is valid.
 *
 *   const tokens = new TokenProvider(connection)
 *   const { accessToken } = await tokens.getToken()
 */
export class TokenProvider {
  /** @type {Connection} */
  #connection
  #options
  #store
  #refreshBeforeMs
  #leaseMs
  #logger
  #onEvent
  /** @type {Promise<string> | undefined} */
  #key
  /** @type {Entry | undefined} */
  #current
  /** @type {Promise<Entry> | undefined} */
  #renewal
  /** By the monotonic clock. */
  #pausedUntil = 0
  #closing = new AbortController()

  /**
   * @param {Connection} connection as for `requestToken`; later changes of it have no effect
   * @param {ProviderOptions} [options] `timeoutMs` is for all that `getToken` waits for: IMS, other processes and the store
   * @throws {TypeError} for a wrong argument
   */
  constructor(connection, options = {}) {
    requireObject(connection, 'connection')
    requireObject(options, 'options')
    const {
      store = memoryStore(),
      refreshBeforeSeconds = 600,
      storeTimeoutMs = 500,
      leaseMs = 5_000,
      logger = console,
      onEvent = () => {},
      ...rest
    } = options
    for (const name of /** @type {const} */ (['get', 'set', 'delete'])) {
      requireFunction(store?.[name], `options.store.${name}`)
    }
    requireNumber(refreshBeforeSeconds, 'options.refreshBeforeSeconds', 0, 86_400)
    requireNumber(storeTimeoutMs, 'options.storeTimeoutMs', 1, 60_000)
    requireNumber(leaseMs, 'options.leaseMs', 100, 600_000)
    requireFunction(logger?.warn, 'options.logger.warn')
    requireFunction(onEvent, 'options.onEvent')
    requireGrantOptions(rest)
    requireAskOptions(rest)
    this.#connection = { ...connection }
    this.#options = { timeoutMs: 30_000, ...rest }
    this.#store = guardStore(store, {
      timeoutMs: storeTimeoutMs,
      onChange: (available, code) => {
        const message = available
          ? 'the token store works again'
          : 'the token store failed; tokens are kept in memory alone'
        this.#report({ type: 'store', available, ...(code && { code }) }, message)
      },
    })
    this.#refreshBeforeMs = refreshBeforeSeconds * 1000
    this.#leaseMs = leaseMs
    this.#logger = logger
    this.#onEvent = onEvent
  }

  /**
   * @param {{ force?: boolean, rejected?: string, signal?: AbortSignal }} [options] `force`: a new token, such as after a
   *   401 of an API. `rejected`: the access token that was refused, so that a thousand callers who were refused the same
   *   one get one new token together. `signal`: ends this wait alone, not what others wait for
   * @returns {Promise<Token>} `expiresInSeconds`: from now
   * @throws {ImsError} as `requestToken`, and ERR_PROVIDER_CLOSED
   */
  async getToken({ force = false, rejected, signal } = {}) {
    requireSignal(signal, 'options.signal')
    if (rejected !== undefined) requireText(rejected, 'options.rejected')
    signal?.throwIfAborted()
    this.#closing.signal.throwIfAborted()
    const current = this.#current
    const unwanted = rejected ?? (force ? current?.accessToken : undefined)
    const anew = force && unwanted === undefined
    if (current && !anew && this.#isUsable(current, unwanted)) {
      if (current.left() < Math.min(this.#refreshBeforeMs, current.lifetimeMs / 2)) this.#renewInBackground(current)
      return publish(current)
    }
    try {
      return publish(await untilAborted(this.#renew(unwanted, anew), signal))
    } catch (error) {
      // In its last minute it is worth something still.
      const isValid = current && !anew && current.accessToken !== unwanted && current.left() > 0
      if (isValid && !signal?.aborted && !this.#closing.signal.aborted) return publish(current)
      throw error
    }
  }

  /**
   * Ends the token that is held: forgets it, here and in the store, and invalidates it at IMS.
   * @returns {Promise<void>}
   * @throws {ImsError} as `invalidateToken`; it is forgotten even then
   */
  async invalidate() {
    this.#closing.signal.throwIfAborted()
    const key = await this.#findKey()
    const entry = this.#current ?? (await this.#read(key))
    this.#current = undefined
    await this.#store.delete(key)
    const { fetch, timeoutMs, retries } = this.#options
    const { signal } = this.#closing
    if (entry) await invalidateToken(entry.accessToken, this.#connection, { fetch, timeoutMs, retries, signal })
  }

  /** Ends what is under way, whose callers get ERR_PROVIDER_CLOSED, and forgets the token; the store keeps it for others. */
  async close() {
    this.#closing.abort(new ImsError('ERR_PROVIDER_CLOSED', 'The TokenProvider was closed.'))
    this.#current = undefined
    await this.#renewal?.catch(() => {})
  }

  /** For `await using`. */
  async [Symbol.asyncDispose]() {
    await this.close()
  }

  /** @param {Entry} entry @param {string} [unwanted] */
  #isUsable = (entry, unwanted) =>
    entry.accessToken !== unwanted && entry.left() > Math.min(marginMs, entry.lifetimeMs / 10)

  /** @param {Entry} current */
  #renewInBackground(current) {
    if (this.#renewal || performance.now() < this.#pausedUntil) return
    this.#renew(current.accessToken).catch((error) => {
      const wait = Math.min(Math.max(current.left() / 2, pauseMs.min), pauseMs.max)
      this.#pausedUntil = performance.now() + Math.max(wait, Math.min(passing.get(error) ?? 0, current.left() / 2))
    })
  }

  /**
   * One at a time, for all callers.
   * @param {string} [unwanted] an access token: any other will do
   * @param {boolean} [anew] whatever token the store has is unwanted
   * @param {boolean} [mayRepeat]
   * @returns {Promise<Entry>}
   */
  async #renew(unwanted, anew = false, mayRepeat = true) {
    const joined = this.#renewal
    this.#renewal ??= this.#obtain(unwanted, anew).finally(() => {
      this.#renewal = undefined
    })
    const entry = await this.#renewal
    // What was begun for others may have found in the store what this caller does not want.
    return joined && mayRepeat && entry.accessToken === unwanted ? this.#renew(unwanted, anew, false) : entry
  }

  /** @param {string | undefined} unwanted @param {boolean} anew */
  async #obtain(unwanted, anew) {
    const start = performance.now()
    try {
      const { entry, source } = await this.#share(unwanted, anew)
      this.#closing.signal.throwIfAborted()
      this.#current = entry
      this.#pausedUntil = 0
      this.#report({ type: 'token', source, grant: entry.grant, durationMs: since(start) })
      return entry
    } catch (error) {
      if (!this.#closing.signal.aborted) {
        const { code, status, error: refusal, debugId } = /** @type {ImsError} */ (error)
        const event = {
          source: /** @type {const} */ ('ims'),
          durationMs: since(start),
          code,
          status,
          error: refusal,
          debugId,
        }
        this.#report({ type: 'token', ...event }, 'no token')
      }
      throw error
    }
  }

  /**
   * From the store, or from IMS by whoever gets the lock.
   * @param {string | undefined} unwanted @param {boolean} anew
   * @returns {Promise<{ entry: Entry, source: 'ims' | 'store' }>}
   */
  async #share(unwanted, anew) {
    const { timeoutMs } = this.#options
    const left = countdown(timeoutMs)
    const { signal } = this.#closing
    const key = await this.#findKey()
    const other = anew ? (await this.#read(key))?.accessToken : unwanted
    for (;;) {
      const lock = await this.#store.lock(key, this.#leaseMs)
      try {
        const entry = await this.#read(key)
        if (entry && this.#isUsable(entry, other)) return { entry, source: 'store' }
        signal.throwIfAborted()
        if (lock) return { entry: await this.#ask(key, lock, Math.max(1, left())), source: 'ims' }
      } finally {
        await lock?.release()
      }
      if (left() <= pollMs) {
        const message = `Another process had no token from IMS within ${timeoutMs / 1000} s.`
        throw new ImsError('ERR_IMS_TIMEOUT', message, { hint: timeoutHint })
      }
      await sleep(pollMs * (0.5 + Math.random()), signal)
    }
  }

  /** @param {string} key @param {import('./stores/store.js').Lock} lock @param {number} timeoutMs */
  async #ask(key, lock, timeoutMs) {
    const beat = setInterval(() => void lock.extend(), this.#leaseMs / 3)
    try {
      const options = { ...this.#options, timeoutMs, signal: this.#closing.signal }
      const { expiresInSeconds, ...token } = await requestToken(this.#connection, options)
      const left = countdown(token.expiresAt.getTime() - Date.now())
      const lifetimeMs = left()
      const { accessToken, tokenType, grant } = token
      await this.#store.set(key, JSON.stringify({ accessToken, tokenType, grant, lifetimeMs }), lifetimeMs)
      return { ...token, lifetimeMs, left }
    } finally {
      clearInterval(beat)
    }
  }

  /** @param {string} key @returns {Promise<Entry | undefined>} */
  async #read(key) {
    const found = await this.#store.get(key)
    return found && parseEntry(found.value, found.leftMs)
  }

  #findKey() {
    this.#key ??= load().then((ims) => makeCacheKey(ims.validate(this.#connection).connection, this.#options))
    return this.#key
  }

  /** @param {ProviderEvent} event @param {string} [warning] */
  #report(event, warning) {
    const { type, ...fields } = event
    if (warning) this.#logger.warn(fields, warning)
    try {
      this.#onEvent(event)
    } catch {
      this.#logger.warn({}, 'onEvent failed') // what it threw may hold anything
    }
  }
}

/**
 * What `#ask` wrote; undefined for anything else that may stand in a store.
 * @param {string} text @param {number} leftMs @returns {Entry | undefined}
 */
function parseEntry(text, leftMs) {
  try {
    const value = JSON.parse(text)
    if (!isObject(value)) return undefined
    const { accessToken, tokenType, grant, lifetimeMs } = value
    if (![accessToken, tokenType, grant].every(isText) || typeof lifetimeMs !== 'number') return undefined
    const entry = /** @type {Pick<Entry, 'accessToken' | 'tokenType' | 'grant'>} */ ({ accessToken, tokenType, grant })
    return { ...entry, lifetimeMs, expiresAt: new Date(Date.now() + leftMs), left: countdown(leftMs) }
  } catch {
    return undefined
  }
}

/** @param {Entry} entry @returns {Token} */
const publish = ({ accessToken, tokenType, expiresAt, grant, left }) => ({
  accessToken,
  tokenType,
  expiresAt,
  expiresInSeconds: Math.max(0, Math.floor(left() / 1000)),
  grant,
})

/** @template T @param {Promise<T>} promise @param {AbortSignal} [signal] @returns {Promise<T>} */
async function untilAborted(promise, signal) {
  if (!signal) return promise
  let abort = () => {}
  const aborted = new Promise((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
  })
  return Promise.race([promise, /** @type {Promise<never>} */ (aborted)]).finally(() =>
    signal.removeEventListener('abort', abort),
  )
}
