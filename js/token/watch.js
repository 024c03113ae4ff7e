// Keeps a token fresh for as long as someone listens.
import { publish, renewBeforeMs } from './cached-token.js'
import { sleep } from './retry.js'

/**
 * @typedef {import('./cached-token.js').Entry} Entry
 *
 * @typedef {{ type: 'token', token: import('./grants.js').Token, nextAt: Date }
 *   | { type: 'failure', error: Error, retryAt: Date }} WatchUpdate what `watch` yields: a
 *   token, and when it will be renewed (`nextAt`), or a failure, and when the next attempt is due (`retryAt`). `error` is an
 *   `ImsError`, or what the function that returns the connection threw
 */

/** A machine that slept looks at the clock this soon after it wakes up, since timers do not count sleep. */
const longestSleepMs = 30_000
/** Waits after failures in a row; the last one repeats. */
const retryMs = [5_000, 15_000, 60_000, 300_000]
const shortestRetryMs = 1_000

/**
 * @param {object} provider
 * @param {() => Promise<Entry>} provider.first
 * @param {(old: Entry) => Promise<Entry>} provider.renew
 * @param {() => Entry | undefined} provider.current what the provider holds now, which others may have renewed
 * @param {() => number} provider.pauseMs until IMS may be asked again
 * @param {number} provider.refreshBeforeMs
 * @param {AbortSignal} provider.signal
 * @returns {AsyncGenerator<WatchUpdate, void, void>}
 */
export async function* watch({ first, renew, current, pauseMs, refreshBeforeMs, signal }) {
  let entry = await first()
  yield announce(entry)
  for (let failures = 0; ; ) {
    await waitWhile(() =>
      isReplaced() ? 0 : Math.max(entry.left() - renewBeforeMs(entry, refreshBeforeMs), pauseMs()),
    )
    if (signal.aborted) return
    try {
      const held = current()
      entry = held && isReplaced() ? held : await renew(entry)
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      const failure = /** @type {Error & { code?: string }} */ (error)
      if (entry.left() <= 0 && !mayRecover(failure)) throw failure
      const endMs = performance.now() + waitAfter(failures++, entry.left())
      yield { type: 'failure', error: failure, retryAt: new Date(Date.now() + Math.max(0, endMs - performance.now())) }
      await waitWhile(() => (isReplaced() ? 0 : endMs - performance.now()))
      continue
    }
    yield announce(entry)
  }

  function isReplaced() {
    const held = current()
    return held !== undefined && held.accessToken !== entry.accessToken && held.left() > 0
  }

  /** @param {Entry} of */
  function announce(of) {
    const dueMs = Math.max(of.left() - renewBeforeMs(of, refreshBeforeMs), pauseMs())
    return { type: /** @type {const} */ ('token'), token: publish(of), nextAt: new Date(Date.now() + dueMs) }
  }

  /** @param {() => number} left milliseconds, by clocks that may jump */
  async function waitWhile(left) {
    for (let ms = left(); ms > 0 && !signal.aborted; ms = left()) await sleep(Math.min(ms, longestSleepMs), signal)
  }
}

/**
 * Whether to go on after the token has expired: IMS may recover, or be reachable again, but what it refuses it will refuse
 * again.
 * @param {{ code?: string, retryable?: true }} error
 */
const mayRecover = ({ code, retryable }) =>
  retryable || code === 'ERR_IMS_UNREACHABLE' || code === 'ERR_IMS_BAD_RESPONSE'

/**
 * @param {number} failures before this one
 * @param {number} leftMs of the token's life: the closer its end, the sooner the next attempt
 */
function waitAfter(failures, leftMs) {
  const ms = /** @type {number} */ (retryMs[Math.min(failures, retryMs.length - 1)])
  return leftMs > 0 ? Math.min(ms, Math.max(leftMs / 2, shortestRetryMs)) : Math.min(ms, 60_000)
}
