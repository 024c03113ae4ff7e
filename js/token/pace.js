// How often a provider may ask IMS for a token.

/** A pause after each request. */
const pauseMs = 1_000
/** Longest pause, reached by doubling while IMS issues tokens that expire at once. */
const maxPauseMs = 10_000
/** How many tokens may be forced in a row, such as after a 401, before the pause applies to them too. */
const burst = 5

/**
 * Limits requests to one a second, with a burst for forced ones. Tokens that live shorter than the pause double it.
 */
export function createPace() {
  let pause = pauseMs
  let freeAt = 0 // by the monotonic clock

  return {
    /**
     * @param {boolean} forced
     * @returns {number} milliseconds until the next request may be sent; 0 or less if it may be sent now
     */
    left: (forced) => Math.min(freeAt - performance.now(), maxPauseMs) - (forced ? (burst - 1) * pauseMs : 0),

    /** Counts a request that is being sent. */
    take() {
      freeAt = Math.max(freeAt, performance.now()) + pause
    },

    /**
     * Counts a token that was issued.
     * @param {number} lifetimeMs
     */
    adjust(lifetimeMs) {
      pause = lifetimeMs < pauseMs ? Math.min(2 * pause, maxPauseMs) : pauseMs
    },
  }
}
