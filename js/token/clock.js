// Time on machines whose clocks may be wrong, may be set, and may stop while the machine sleeps.

/**
 * Counts down by whichever of two clocks is ahead. The wall clock goes on while a machine sleeps, and the monotonic clock
 * goes on when the wall clock is set back.
 * @param {number} ms
 * @returns {() => number} milliseconds left; negative when the time is over
 */
export function countdown(ms) {
  const [wallEnd, monotonicEnd] = [Date.now() + ms, performance.now() + ms]
  return () => Math.min(wallEnd - Date.now(), monotonicEnd - performance.now())
}

/**
 * @param {number} start of `performance.now()`
 * @returns {number} milliseconds since then, to a tenth
 */
export const since = (start) => Math.round((performance.now() - start) * 10) / 10

/** A server whose clock shows another century has a clock that is wrong, and nothing is computed from it. */
const plausible = { from: Date.UTC(2000, 0), to: Date.UTC(2100, 0) }

/** The three forms of an HTTP date (RFC 9110 section 5.6.7). `Date.parse` reads nearly anything. */
const httpDate = /^(?:[A-Z][a-z]{2}|[A-Z][a-z]{5,8}), .* GMT$|^[A-Z][a-z]{2} [A-Z][a-z]{2} .*\d$/

/**
 * Reads an HTTP date.
 * @param {string | null} text
 * @returns {number | undefined} milliseconds of the epoch; undefined for anything that is not a plausible date
 */
export function parseHttpDate(text) {
  const trimmed = text?.trim() ?? ''
  if (!httpDate.test(trimmed)) return undefined
  const time = Date.parse(trimmed.endsWith('GMT') ? trimmed : `${trimmed} GMT`)
  return time >= plausible.from && time < plausible.to ? time : undefined
}
