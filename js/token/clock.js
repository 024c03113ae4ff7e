/**
 * Counts down by the clock that is ahead: the wall clock goes on while a machine sleeps, the monotonic one while the wall
 * clock is set back.
 * @param {number} ms
 * @returns {() => number} milliseconds left; negative when it is over
 */
export function countdown(ms) {
  const [wallEnd, monotonicEnd] = [Date.now() + ms, performance.now() + ms]
  return () => Math.min(wallEnd - Date.now(), monotonicEnd - performance.now())
}

/** @param {number} start of `performance.now()` @returns {number} milliseconds, to a tenth */
export const since = (start) => Math.round((performance.now() - start) * 10) / 10
