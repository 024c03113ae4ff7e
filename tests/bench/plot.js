// Draws docs/benchmarks.svg: one line per library, one point per key size, on a logarithmic time scale.
import { milliseconds } from './format.js'

const [width, left, right, top, rowHeight] = [860, 210, 90, 56, 24]

// Colors of GitHub's light and dark themes. The SVG has a transparent background.
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .axis { fill: #59636e; font-size: 12px }
  .grid { stroke: #d1d9e0 }
  .span { stroke: #818b98; stroke-width: 2 }
  circle { fill: #818b98 }
  .ours text { font-weight: 600 }
  .ours .span { stroke: #0969da }
  .ours circle { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .axis { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .ours .span { stroke: #4493f8 }
    .ours circle { fill: #4493f8 }
  }`

/** @param {string} text */
const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** @param {import('./results.js').Results} results */
export function plot({ warm, relaxed }) {
  const measured = warm ?? relaxed ?? {}
  const bits = Object.keys(measured)
  /** @param {string} label @param {import('./results.js').Warm} of @param {string} name */
  const line = (label, of, name) => ({
    label,
    points: bits.flatMap((size) => (of[size]?.[name] ? [{ size, ms: of[size][name].median }] : [])),
  })
  const lines = Object.keys(measured[bits[0] ?? ''] ?? {}).map((name) => line(name, measured, name))
  if (warm && relaxed) lines.push(line('imskit (relaxed SIMD)', relaxed, 'imskit'))
  lines.sort((a, b) => (a.points[0]?.ms ?? 0) - (b.points[0]?.ms ?? 0))

  const all = lines.flatMap(({ points }) => points.map(({ ms }) => Math.log10(ms)))
  const [low, high] = [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))]
  const x = (/** @type {number} */ ms) =>
    (left + ((Math.log10(ms) - low) / (high - low)) * (width - left - right)).toFixed(1)
  const bottom = top + lines.length * rowHeight
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i))
  const grid = ticks.map(
    (tick) =>
      `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${top - 8}" y2="${bottom}"/>` +
      `<text class="axis" x="${x(tick)}" y="${top - 14}" text-anchor="middle">${tick} ms</text>`,
  )
  const rows = lines.map(({ label, points }, i) => {
    const y = top + (i + 0.5) * rowHeight
    const [first, last] = [points[0], points.at(-1)]
    if (!first || !last) return ''
    const circles = points.map(
      ({ size, ms }, j) =>
        `<circle cx="${x(ms)}" cy="${y}" r="${3 + 1.5 * j}"><title>RSA-${size}: ${milliseconds(ms)}</title></circle>`,
    )
    return (
      `<g${label.startsWith('imskit') ? ' class="ours"' : ''}>` +
      `<text x="${left - 16}" y="${y + 4}" text-anchor="end">${escapeText(label)}</text>` +
      `<line class="span" x1="${x(first.ms)}" x2="${x(last.ms)}" y1="${y}" y2="${y}"/>${circles.join('')}` +
      `<text class="axis" x="${Number(x(last.ms)) + 14}" y="${y + 4}">${milliseconds(first.ms)}</text></g>`
    )
  })
  const caption = `A warm RS256 signature; points from small to large: RSA-${bits.join(', ')}; in figures: RSA-${bits[0]}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 36}" role="img" aria-label="${caption}">
<style>${style}
</style>
<text x="16" y="22">${caption}</text>
${[...grid, ...rows].join('\n')}
<text class="axis" x="16" y="${bottom + 22}">gmp-wasm and BigInt: only the exponentiation, without key, hash and encoding</text>
</svg>
`
}
