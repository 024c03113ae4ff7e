// Durations and times as commands print them.
/** @type {[name: string, seconds: number][]} */
const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
]

/**
 * Writes a duration in its two largest units: `23 h 59 min`. (The element translates durations, so it has its own.)
 * @param {number} seconds not negative
 */
export function writeDuration(seconds) {
  const first = Math.max(
    0,
    units.findIndex(([, size]) => seconds >= size),
  )
  const [large, small] = units.slice(seconds < 1 ? -1 : first)
  if (!large) return ''
  const rest = small && Math.floor((seconds % large[1]) / small[1])
  return `${Math.floor(seconds / large[1])} ${large[0]}${rest ? ` ${rest} ${small[0]}` : ''}`
}

/**
 * Writes a moment, and how far away it is.
 * @param {Date} date @param {number} [now] milliseconds of the epoch
 */
export function writeExpiry(date, now = Date.now()) {
  const seconds = (date.getTime() - now) / 1000
  const distance = writeDuration(Math.abs(seconds))
  return `${date.toISOString().replace(/\.\d+/, '')} (${seconds > 0 ? `in ${distance}` : `expired ${distance} ago`})`
}
