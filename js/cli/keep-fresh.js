import { setTimeout as delay } from 'node:timers/promises'
import { ImsError } from '../index.js'

/**
 * @typedef {import('../token.js').Token} Token
 *
 * @typedef {object} KeepFreshOptions
 * @property {() => Promise<Token>} request
 * @property {(token: Token) => Promise<void>} keep
 * @property {(token: Token, nextAt: Date) => void} onToken
 * @property {(error: ImsError, retryAt: Date) => void} onFailure
 * @property {number} [refreshBeforeSeconds] before the token's expiry; where it lives shorter than twice that, half its life
 * @property {AbortSignal} signal ends it, whatever it is doing
 * @property {number[]} [retrySeconds] waits after failures, the last again and again
 */

/** A machine that slept sees the clock soon after it wakes up. */
const longestSleepMs = 30_000

/**
 * Keeps a token fresh until the signal ends it. What fails the first time is thrown; after that it is tried again, since the
 * old token is good for a while, until that has expired and IMS refuses.
 * @param {KeepFreshOptions} options
 * @throws {ImsError} as `request` and `keep`
 */
export async function keepFresh({ request, keep, onToken, onFailure, signal, ...times }) {
  const { refreshBeforeSeconds = 600, retrySeconds = [5, 15, 60, 300] } = times
  /** @type {Token | undefined} */
  let token
  for (let failures = 0; !signal.aborted; ) {
    let nextAt
    try {
      token = await refresh()
      failures = 0
      const lifeMs = token.expiresAt.getTime() - Date.now()
      nextAt = new Date(Date.now() + Math.max(lifeMs - refreshBeforeSeconds * 1000, lifeMs / 2))
      onToken(token, nextAt)
    } catch (error) {
      if (signal.aborted) return
      const refused = error instanceof ImsError && error.code === 'ERR_IMS_REJECTED'
      const expired = token !== undefined && token.expiresAt.getTime() <= Date.now()
      if (!(error instanceof ImsError) || token === undefined || (refused && expired)) throw error
      const seconds = /** @type {number} */ (retrySeconds[Math.min(failures++, retrySeconds.length - 1)])
      nextAt = new Date(Date.now() + seconds * 1000)
      onFailure(error, nextAt)
    }
    await sleepUntil(nextAt.getTime(), signal)
  }

  async function refresh() {
    const fresh = await request()
    await keep(fresh)
    return fresh
  }
}

/** By the wall clock, which a timer of a sleeping machine does not follow. @param {number} time @param {AbortSignal} signal */
async function sleepUntil(time, signal) {
  while (!signal.aborted) {
    const left = time - Date.now()
    if (left <= 0) return
    await delay(Math.min(left, longestSleepMs), undefined, { signal }).catch(() => {})
  }
}
