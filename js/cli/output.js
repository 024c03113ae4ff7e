// What commands print: lines, tables, issues and errors, safe for a terminal.
import { styleText } from 'node:util'
import { replaceInvisible } from '../core/invisible.js'

/** The width of a terminal that reports 0, as terminals without a window do. */
const usualWidth = 80
/** The least width of a column of text. */
const narrowest = 30
/** Longer names do not widen the column of names. */
const widestName = 24

/** @typedef {import('../core/types.js').Issue | import('../host/connection-file.js').FileIssue | import('./serve-config.js').ConfigIssue} AnyIssue */

/** Color is for terminals, unless the user declines it (no-color.org). @param {NodeJS.WriteStream} stream */
const isColored = (stream) => stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'

/** Makes a text from a file or a server harmless in a terminal: invisible characters appear as `<U+001B>`. @param {string} text */
export const harmless = (text) =>
  replaceInvisible(text, (c) => `<U+${c.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}>`)

/** The same, cut to a length: a value may have megabytes. @param {string} text @param {number} [length] */
export const brief = (text, length = 100) => harmless(text.length > length ? `${text.slice(0, length)}…` : text)

/** Streams that failed. What is written to them is dropped. @type {Set<NodeJS.WriteStream>} */
const closed = new Set()

/**
 * A reader may leave early, as `head` does. That ends neither a server nor the work of a command, and never changes its
 * exit code. Any other failure, such as a full disk, is one of the command.
 */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (closed.has(stream)) return
    closed.add(stream)
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EPIPE') return
    process.exitCode ||= 1
    if (stream === process.stdout) err.write(`${err.paint('red', 'error')}: standard output cannot be written.`)
  })
}

/**
 * Writes lines to one stream.
 * @param {NodeJS.WriteStream} stream
 */
function createWriter(stream) {
  /** @param {Parameters<typeof styleText>[0]} style @param {string} text */
  const paint = (style, text) => (isColored(stream) ? styleText(style, text) : text)
  /** @param {string} line already harmless */
  const write = (line) => {
    if (!closed.has(stream)) stream.write(`${line}\n`)
  }
  /**
   * Breaks a text between words on a terminal, with further lines under the first. Lines after the first are commands.
   * @param {string} text @param {string} margin
   */
  function wrap(text, margin) {
    const { columns = Number.POSITIVE_INFINITY } = stream // undefined if it is not a terminal
    const width = Math.max((columns || usualWidth) - margin.length, narrowest)
    const [sentences = '', ...commands] = text.split('\n').map(harmless)
    const lines = ['']
    for (const word of sentences.split(' ')) {
      const line = lines.at(-1)
      if (line && line.length + word.length >= width) lines.push(word)
      else lines[lines.length - 1] = line ? `${line} ${word}` : word
    }
    // A command stays on one line, so that it can be copied.
    return [...lines, ...commands.map((command) => `  ${command}`)].join(`\n${margin}`)
  }
  return {
    paint,
    write,

    /** Names and values in two columns. @param {[string, string][]} rows @param {string} [indent] */
    rows(rows, indent = '') {
      const width = Math.max(0, ...rows.map(([name]) => name.length).filter((length) => length <= widestName))
      for (const [name, value] of rows)
        write(`${indent}${paint('dim', harmless(name).padEnd(width))}  ${harmless(value)}`)
    },

    /** @param {AnyIssue[]} issues @param {string} [indent] */
    issues(issues, indent = '') {
      const names = issues.map(({ field }) => brief(field, widestName))
      const width = Math.max(...names.map((name) => name.length))
      const gap = width > 0 ? '  ' : ''
      const margin = ' '.repeat(indent.length + 9 + width + gap.length)
      for (const [i, { severity, message, hint }] of issues.entries()) {
        const style = severity === 'error' ? 'red' : 'yellow'
        const start = `${indent}${paint(style, severity.padEnd(7))}  ${names[i]?.padEnd(width)}${gap}`
        write(start + wrap(message, margin))
        if (hint) write(margin + paint('dim', wrap(hint, margin)))
      }
    },
  }
}

export const out = createWriter(process.stdout)
export const err = createWriter(process.stderr)

/** Prints one JSON document on standard output. @param {unknown} value */
export const writeJson = (value) => out.write(JSON.stringify(value, null, 2))

/**
 * Prints an error for people.
 * @param {import('../core/errors.js').ImsError & { file?: string }} error
 */
export function writeError({ message, hint, issues, field, debugId }) {
  // Some messages end with the first issue, which is printed below.
  const told = issues?.find((issue) => message.endsWith(`: ${issue.message}`))
  const start = told ? `${message.slice(0, -told.message.length - 2)}.` : message
  err.write(`${err.paint('red', 'error')}: ${harmless(start)}`)
  if (issues) return err.issues(issues, '  ')
  const [advice, ...commands] = hint?.split('\n') ?? []
  const rows = /** @type {[string, string | undefined][]} */ ([
    ['look at', field],
    ['hint', advice],
    ...commands.map((command) => ['', `  ${command}`]),
    ['debug ID', debugId],
  ])
  const known = /** @type {[string, string][]} */ (rows.filter(([, value]) => value !== undefined))
  if (known.length > 0) err.rows(known, '  ')
}
