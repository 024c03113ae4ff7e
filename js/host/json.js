// JSON files: where a text stops being JSON, and where the items of its list are.
import { createScanner, ParseErrorCode, SyntaxKind, visit } from 'jsonc-parser'
import { ImsError } from '#core'

/**
 * @typedef {object} Item of a list
 * @property {unknown} value parsed
 * @property {number} start index of its first character in the text
 * @property {number} end index after its last character
 * @property {boolean} tooComplex true if it nests too deeply or holds too many values to be handled further
 */

/** A connection nests 3 levels. Code that recurses into a value is safe far beyond this. */
const maxDepth = 100
/** Values of one item. The core accepts 65,536. */
const maxValues = 10_000

/**
 * Parses JSON.
 * @param {string} text
 * @param {string} name what messages call it, usually the file name
 * @returns {unknown}
 * @throws {ImsError} ERR_FILE_NOT_JSON with `line` and `column` of the error, counted from 1, and never a part of the text
 */
export function parseJson(text, name) {
  try {
    return JSON.parse(text)
  } catch {
    const end = text.trimEnd().length
    const index = Math.min(findError(text), end)
    const { line, column } = locate(text, index)
    const what = index === end ? 'it ends too early, at' : 'see'
    const message = `${name} is not JSON: ${what} line ${line}, column ${column}.`
    throw new ImsError('ERR_FILE_NOT_JSON', message, { hint: advise(text, index, end), line, column })
  }
}

/**
 * Parses a JSON text that holds one item or a list of them. Takes time linear in the length of the text, however deeply it
 * nests.
 * @param {string} text
 * @param {string} name what messages call it
 * @returns {{ isSingle: boolean, items: Item[] }} `isSingle`: true if the text is not an array
 * @throws {ImsError} ERR_FILE_NOT_JSON
 */
export function parseList(text, name) {
  const content = parseJson(text, name)
  const isSingle = !Array.isArray(content)
  const values = Array.isArray(content) ? content : [content]
  const scanner = createScanner(text, true)
  if (!isSingle) scanner.scan() // the opening bracket
  const items = values.map((value) => {
    const item = { value, ...skipValue(scanner) }
    scanner.scan() // a comma or the closing bracket
    return item
  })
  return { isSingle, items }
}

/** @param {import('jsonc-parser').JSONScanner} scanner of valid JSON, in front of a value */
function skipValue(scanner) {
  let [depth, deepest, count, start] = [0, 0, 0, -1]
  do {
    const token = scanner.scan()
    if (start < 0) start = scanner.getTokenOffset()
    if (token === SyntaxKind.OpenBraceToken || token === SyntaxKind.OpenBracketToken) depth++
    else if (token === SyntaxKind.CloseBraceToken || token === SyntaxKind.CloseBracketToken) depth--
    else if (token !== SyntaxKind.CommaToken && token !== SyntaxKind.ColonToken) count++
    deepest = Math.max(deepest, depth)
  } while (depth > 0)
  const end = scanner.getTokenOffset() + scanner.getTokenLength()
  return { start, end, tooComplex: deepest > maxDepth || count > maxValues }
}

/** Index of the first error. JSON.parse does not always tell it, and quotes the text. @param {string} text */
function findError(text) {
  /** @type {number | undefined} */
  let index
  try {
    visit(
      text,
      {
        onError(error, offset, length) {
          index ??= offset + findInToken(error, text.slice(offset, offset + length))
        },
      },
      { disallowComments: true },
    )
  } catch (error) {
    if (!(error instanceof RangeError)) throw error // nests deeper than the stack allows
  }
  return index ?? text.length
}

/**
 * The index of the error in its token.
 * @param {import('jsonc-parser').ParseErrorCode} error @param {string} token
 */
function findInToken(error, token) {
  if (error === ParseErrorCode.UnexpectedEndOfString || error === ParseErrorCode.UnexpectedEndOfNumber)
    return token.length
  if (error === ParseErrorCode.InvalidEscapeCharacter) {
    const [valid = ''] = /^"(?:[^\\]|\\["\\/bfnrtu])*\\?/.exec(token) ?? []
    return valid.length
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
  if (error === ParseErrorCode.InvalidCharacter) return Math.max(0, token.search(/[\0-\x1f]/))
  return 0
}

/** Line and column as editors count them, from 1. @param {string} text @param {number} index */
function locate(text, index) {
  const lines = text.slice(0, index).split(/\r\n|\r|\n/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** Whether a place is inside quotes that open on its line. @param {string} text @param {number} index */
function isInQuotes(text, index) {
  const line =
    text
      .slice(0, index)
      .split(/[\r\n]/)
      .at(-1) ?? ''
  return line.replace(/\\./g, '').split('"').length % 2 === 0
}

/** Advice for common mistakes. @param {string} text @param {number} index @param {number} end of the text without trailing space */
function advise(text, index, end) {
  const c = text.charAt(index)
  if (text.trim() === '') return 'The file contains only whitespace.'
  if (index === end) return undefined // the rest is missing
  if ((c === '\n' || c === '\r') && isInQuotes(text, index)) {
    return 'Write a line break inside quotes as \\n. For a key, name its file instead: "privateKeyFile": "private.key".'
  }
  if ((c === '}' || c === ']') && text.slice(0, index).trimEnd().endsWith(',')) return 'Remove the comma before it.'
  if (c === "'" || c === '“' || c === '”') return 'Use straight double quotes: "…".'
  if (c === '/') return 'Remove the comment: JSON has no comments.'
  return undefined
}
