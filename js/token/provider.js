import { ImsError } from '#core'
import { systemFetch } from '#fetch'
import { notify } from '../core/callbacks.js'
import { describeCause } from '../core/cause.js'
import { consoleLogger } from '../core/log-line.js'
import { isObject } from '../core/options.js'
import { fetchAuthorized } from './authorized-fetch.js'
import { isUsable, publish, renewBeforeMs } from './cached-token.js'
import { countdown, since } from './clock.js'
import { createTimeoutError, untilAborted, withDeadline } from './deadline.js'
import { createObtainer } from './obtain.js'
import {
  requireConnectionSource,
  requireGetTokenOptions,
  requireProviderOptions,
  requireWatchOptions,
} from './options.js'
import { retryAfterOf } from './retry.js'
import { guardStore } from './stores/guard.js'
import { memoryStore } from './stores/memory.js'
import { invalidateToken } from './validity.js'
import { watch } from './watch.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('./grants.js').Grant} Grant
 * @typedef {import('./grants.js').Token} Token
 * @typedef {import('./cached-token.js').Entry} Entry
 * @typedef {import('./obtain.js').Demand} Demand
 * @typedef {import('./watch.js').WatchUpdate} WatchUpdate
 *
 * @callback ConnectionSource
 * Called before each request to IMS. If it throws or rejects, so does the call that needs the token.
 * @returns {Connection | Promise<Connection>} the connection to use now
 *
 * @typedef {object} TokenEvent a token was obtained
 * @property {'token'} type the kind of event
 * @property {true} ok a token was obtained
 * @property {'ims' | 'store'} source where the token comes from
 * @property {Grant} grant how the token was requested
 * @property {number} durationMs how long that took, in milliseconds
 * @property {undefined} [code] absent: only failures have it
 *
 * @typedef {object} FailureEvent no token was obtained
 * @property {'token'} type the kind of event
 * @property {false} ok no token was obtained
 * @property {'ims'} source always IMS
 * @property {undefined} [grant] absent: only successes have it
 * @property {number} durationMs how long that took, in milliseconds, including retries
 * @property {import('../core/types.js').ErrorCode | undefined} code of the `ImsError`; undefined for any other error
 * @property {number | undefined} [status] HTTP status of IMS, if it responded
 * @property {string | undefined} [error] code of IMS, such as `invalid_client`
 * @property {string | undefined} [debugId] the `x-debug-id` header of IMS, for Adobe Support
 * @property {string | undefined} [cause] name of an exception that is not an `ImsError`, as your `connection` function may
 *   throw. Its message is never reported, since it may contain a secret
 * @property {string | undefined} [causeCode] its `code`, for example `ENOENT`
 * @property {string | undefined} [at] where it was thrown: function, file, line and column
 *
 * @typedef {object} StoreEvent the store failed, or works again
 * @property {'store'} type the kind of event
 * @property {boolean} available false if the store failed, true if it works again
 * @property {string | undefined} [code] code of the system error, such as ECONNREFUSED
 *
 * @typedef {TokenEvent | FailureEvent | StoreEvent} ProviderEvent what `onEvent` gets. `type` tells tokens from stores, and
 *   `ok` tells success from failure
 *
 * @typedef {object} WarningLogger the part of pino's interface that a provider uses
 * @property {(fields: object, message: string) => unknown} warn called when a token cannot be renewed, and when the store
 *   fails or works again. `fields` are those of the event
 *
 * @typedef {object} ProviderOwnOptions what only a provider has
 * @property {import('./stores/guard.js').TokenStore | undefined} [store] default: `memoryStore()`
 * @property {number | undefined} [refreshBeforeSeconds] how many seconds before its expiry a token is renewed. Default: 600, and not
 *   before half of the token's life
 * @property {number | undefined} [storeTimeoutMs] longest wait for the store, in milliseconds. Default: 500. A store that takes longer, or
 *   fails, is not used for 5 seconds
 * @property {number | undefined} [leaseMs] how long a process that died keeps others from calling IMS, in
 *   milliseconds. Default: 5000
 * @property {WarningLogger | undefined} [logger] such as one of pino. Default: the console. It gets only the fields of
 *   events
 * @property {((event: ProviderEvent) => unknown) | undefined} [onEvent] for counts and durations. If it throws, only
 *   the exception's name, code and place are logged
 *
 * @typedef {ProviderOwnOptions & import('./grants.js').GrantOptions
 *   & Omit<import('./request.js').RequestOptions, 'signal'>} ProviderOptions options of a `TokenProvider`
 *
 * @typedef {object} GetTokenOptions options of `getToken`
 * @property {boolean | undefined} [force] gets a new token, even if the cached one is valid
 * @property {string | undefined} [rejected] the access token that an API rejected. A thousand callers with the
 *   same token get one new token together
 * @property {AbortSignal | undefined} [signal] ends this wait; others who wait for the same token still get it
 */

/** Between attempts in the background while IMS is down: half of the token's remaining life, within these. */
const pauseMs = { min: 1_000, max: 30_000 }

/**
 * Keeps a valid token ready. It caches the token, renews it in the background before it expires, and sends one request to
 * IMS however many callers wait; with a shared store, one request for all processes. While IMS is down, callers
 * get the old token for as long as it is valid.
 *
 * Expiry is checked against the wall clock and the monotonic clock; the earlier one wins. IMS is called at most once a second,
 * unless callers force it.
 * @example
 * import { TokenProvider } from 'imskit/token'
 *
 * const tokens = new TokenProvider(connection, { grant: 'auto' })
 * const { accessToken } = await tokens.getToken()
 * await tokens.close()
 */
export class TokenProvider {
  /** @type {ConnectionSource} */
  #source
  #options
  #store
  #obtainer
  #refreshBeforeMs
  #logger
  #onEvent
  /** @type {Entry | undefined} */
  #current
  /** @type {Promise<Entry> | undefined} */
  #renewing
  /** By the monotonic clock. */
  #pausedUntil = 0
  #closing = new AbortController()

  /**
   * @param {Connection | ConnectionSource} connection as for `requestToken`; later changes to the object have no effect. To
   *   rotate keys or secrets, pass a function that returns the connection: it is called before each request to IMS
   * @param {ProviderOptions} [options] `timeoutMs` covers everything that `getToken` waits for: the function, the store,
   *   other processes and IMS
   * @throws {TypeError} for a wrong argument
   * @example
   * import { TokenProvider } from 'imskit/token'
   *
   * const tokens = new TokenProvider(connection, {
   *   onEvent(event) {
   *     if (event.type === 'store') console.log('store', event.available)
   *     else if (event.ok) console.log('token', event.source, event.durationMs)
   *     else console.error('no token', event.code ?? event.cause, event.status)
   *   },
   * })
   */
  constructor(connection, options = {}) {
    requireConnectionSource(connection)
    requireProviderOptions(options)
    const {
      store = memoryStore(),
      refreshBeforeSeconds = 600,
      storeTimeoutMs = 500,
      leaseMs = 5_000,
      logger = consoleLogger,
      onEvent = () => {},
      ...rest
    } = options
    const copy = typeof connection === 'function' ? undefined : { ...connection }
    this.#source = typeof connection === 'function' ? connection : () => /** @type {Connection} */ (copy)
    this.#options = { ...rest, timeoutMs: rest.timeoutMs ?? 30_000 }
    this.#store = guardStore(store, {
      timeoutMs: storeTimeoutMs,
      onChange: (available, code) => {
        const message = available
          ? 'the token store works again'
          : 'the token store failed; until it works again, tokens are kept in memory only'
        this.#report({ type: 'store', available, ...(code && { code }) }, message)
      },
    })
    const { signal } = this.#closing
    this.#obtainer = createObtainer({ store: this.#store, leaseMs, options: this.#options, signal })
    this.#refreshBeforeMs = refreshBeforeSeconds * 1000
    this.#logger = logger
    this.#onEvent = onEvent
    this.fetch = this.fetch.bind(this) // so that it can be handed to an SDK in place of fetch
  }

  /**
   * Gets the cached token, or a new one if there is none, it is about to expire, or you reject it.
   * @param {GetTokenOptions} [options] which token will do
   * @returns {Promise<Token>} `expiresInSeconds` counts from now
   * @throws {ImsError} as `requestToken`, and ERR_PROVIDER_CLOSED
   * @throws {TypeError} for a wrong option
   * @example
   * const { accessToken } = await tokens.getToken()
   * const other = await tokens.getToken({ rejected: accessToken }) // after a 401 of an API
   */
  async getToken(options = {}) {
    requireGetTokenOptions(options)
    return publish(await this.#getEntry(options))
  }

  /**
   * Calls an API of Adobe like `fetch`, with the headers `Authorization: Bearer` and `x-api-key`, the client ID. If the API
   * responds with 401, the token is replaced and the request is sent once more.
   *
   * A body that can be read only once (a stream, or the body of a `Request`) is not sent again: you get the 401, and the
   * next call uses the new token. The function is bound, so it can be passed to an SDK instead of `fetch`. If the provider
   * has a `fetch` option, that sends these requests too.
   * @param {string | URL | Request} url https, or http on this machine
   * @param {RequestInit} [init] an `x-api-key` of your own is kept
   * @returns {Promise<Response>} the response of the API, with any status
   * @throws {ImsError} as `getToken`; and what `fetch` throws
   * @throws {TypeError} for a URL that a token may not be sent to
   * @example
   * const response = await tokens.fetch('https://analytics.adobe.io/discovery/me')
   * console.log(response.status)
   */
  async fetch(url, init = {}) {
    const { fetch = systemFetch } = this.#options
    return fetchAuthorized(url, init, {
      fetch,
      authorize: (rejected, signal) => this.#getEntry({ rejected, signal }),
    })
  }

  /**
   * Keeps a token fresh: yields the token immediately, and each new token when the old one is replaced. Use it to keep a file
   * or a secret up to date.
   *
   * If a renewal fails, it yields the failure and tries again, since the old token is valid for a while.
   * @param {object} [options] how to end it
   * @param {AbortSignal | undefined} [options.signal] ends the iteration, as `close` does
   * @returns {AsyncGenerator<WatchUpdate, void, void>} tokens and failures, until it is ended
   * @throws {ImsError} if there is no first token, or if IMS rejects the request after the last token has expired
   * @example
   * for await (const update of tokens.watch({ signal: AbortSignal.timeout(1000) })) {
   *   if (update.type === 'token') console.log(update.token.expiresAt, update.nextAt)
   *   else console.error(update.error.message, update.retryAt)
   * }
   */
  async *watch(options = {}) {
    const { signal } = requireWatchOptions(options)
    const ends = [this.#closing.signal, ...(signal ? [signal] : [])]
    const ended = new AbortController()
    const end = () => ended.abort()
    for (const each of ends) {
      if (each.aborted) return
      each.addEventListener('abort', end)
    }
    try {
      yield* watch({
        first: () => this.#getEntry({ signal: ended.signal }),
        renew: (old) => untilAborted(this.#renew({ unwanted: old.accessToken }), ended.signal),
        current: () => this.#current,
        pauseMs: () => this.#obtainer.pauseMs(),
        refreshBeforeMs: this.#refreshBeforeMs,
        signal: ended.signal,
      })
    } catch (error) {
      if (!ended.signal.aborted) throw error
    } finally {
      for (const each of ends) each.removeEventListener('abort', end)
    }
  }

  /**
   * Revokes the token: invalidates it at IMS, and removes it from the cache and the store.
   * @returns {Promise<void>} resolves when IMS has revoked it, or if there was none
   * @throws {ImsError} as `invalidateToken`; the token is removed even then
   * @example
   * await tokens.invalidate()
   */
  async invalidate() {
    this.#closing.signal.throwIfAborted()
    const held = this.#current
    this.#current = undefined
    const connection = await this.#readConnection()
    const stored = await this.#obtainer.remove(connection)
    const entry = held ?? stored
    const { fetch, timeoutMs, retries } = this.#options
    const { signal } = this.#closing
    if (entry) await invalidateToken(entry.accessToken, connection, { fetch, timeoutMs, retries, signal })
  }

  /**
   * Cancels pending calls, which reject with ERR_PROVIDER_CLOSED. Forgets the token; a shared store keeps it for other
   * processes.
   * @returns {Promise<void>} resolves when nothing is pending
   * @example
   * await tokens.close()
   */
  async close() {
    this.#closing.abort(new ImsError('ERR_PROVIDER_CLOSED', 'The TokenProvider was closed.'))
    this.#current = undefined
    await this.#renewing?.catch(() => {})
  }

  /** Closes the provider at the end of a block with `await using`. */
  async [Symbol.asyncDispose]() {
    await this.close()
  }

  /**
   * @param {GetTokenOptions} options
   * @returns {Promise<Entry>}
   */
  async #getEntry({ force = false, rejected, signal }) {
    signal?.throwIfAborted()
    this.#closing.signal.throwIfAborted()
    const current = this.#current
    const unwanted = rejected ?? (force ? current?.accessToken : undefined)
    const replaceStored = force && unwanted === undefined
    if (current && !replaceStored && isUsable(current, unwanted)) {
      if (current.left() < renewBeforeMs(current, this.#refreshBeforeMs)) this.#renewInBackground(current)
      return current
    }
    try {
      const forced = replaceStored || unwanted !== undefined
      const demand = { replaceStored, forced, ...(unwanted !== undefined && { unwanted }) }
      return await untilAborted(this.#renew(demand), signal)
    } catch (error) {
      // A token in its last minute is better than none.
      const isValid = current && !replaceStored && current.accessToken !== unwanted && current.left() > 0
      if (isValid && !signal?.aborted && !this.#closing.signal.aborted) return current
      throw error
    }
  }

  /** @param {Entry} current */
  #renewInBackground(current) {
    if (this.#renewing || performance.now() < this.#pausedUntil) return
    this.#renew({ unwanted: current.accessToken }).catch((error) => {
      const wait = Math.min(Math.max(current.left() / 2, pauseMs.min), pauseMs.max)
      const retryAfterMs = retryAfterOf(error) ?? 0
      this.#pausedUntil = performance.now() + Math.max(wait, Math.min(retryAfterMs, current.left() / 2))
    })
  }

  /**
   * One renewal at a time, for all callers.
   * @param {Demand} demand
   * @param {boolean} [mayRepeat]
   * @returns {Promise<Entry>}
   */
  async #renew(demand, mayRepeat = true) {
    const joined = this.#renewing
    this.#renewing ??= this.#obtain(demand).finally(() => {
      this.#renewing = undefined
    })
    const entry = await this.#renewing
    // A renewal that began for others may have found in the store what this caller does not want.
    return joined && mayRepeat && entry.accessToken === demand.unwanted ? this.#renew(demand, false) : entry
  }

  /** @param {Demand} demand */
  async #obtain(demand) {
    const start = performance.now()
    try {
      const left = countdown(this.#options.timeoutMs)
      const { entry, source } = await this.#obtainer.obtain(await this.#readConnection(), demand, left)
      this.#closing.signal.throwIfAborted()
      this.#current = entry
      this.#pausedUntil = 0
      this.#report({ type: 'token', ok: true, source, grant: entry.grant, durationMs: since(start) })
      return entry
    } catch (error) {
      if (!this.#closing.signal.aborted) {
        const { code, status, error: refusal, debugId } = error instanceof ImsError ? error : /** @type {any} */ ({})
        const cause = error instanceof ImsError ? {} : describeCause(error)
        const fields = { durationMs: since(start), code, status, error: refusal, debugId, ...cause }
        this.#report({ type: 'token', ok: false, source: 'ims', ...fields }, 'no token')
      }
      throw error
    }
  }

  /** @returns {Promise<Connection>} */
  async #readConnection() {
    const { timeoutMs } = this.#options
    const timeoutError = () => createTimeoutError('The function that returns the connection', timeoutMs)
    const { signal } = this.#closing
    const connection = await withDeadline({ timeoutMs, timeoutError, signal }, async () => this.#source())
    if (!isObject(connection)) throw new TypeError('connection() must return an object')
    return { ...connection }
  }

  /**
   * @param {ProviderEvent} event
   * @param {string} [warning]
   */
  #report(event, warning) {
    const { type, ...fields } = event
    if (warning) notify(() => this.#logger.warn(fields, warning))
    notify(
      () => this.#onEvent(event),
      (reason) => this.#logger.warn(describeCause(reason), 'onEvent failed'),
    )
  }
}
