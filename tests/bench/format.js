// Formats figures.

/** Three digits that mean something. @param {number} value */
const digits = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(value < 0.01 ? 2 : 3)

/** @param {number} ms */
export const milliseconds = (ms) => `${digits(ms)} ms`

/** @param {number} ms */
export const microseconds = (ms) => `${digits(ms * 1000)} µs`

/** @param {number} ratio */
export const times = (ratio) => `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(ratio < 0.1 ? 3 : 1)} ×`

/** @param {number} count */
export const bytes = (count) => `${count.toLocaleString('en-US')} B`

/** @param {string[]} head @param {string[][]} rows Markdown; figures are right-aligned */
export const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
