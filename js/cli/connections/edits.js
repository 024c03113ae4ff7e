// Edits of the text of a connection file. What an edit is not about stays byte for byte.
import { isDeepStrictEqual } from 'node:util'
import { applyEdits, modify } from 'jsonc-parser'

/** @typedef {import('../../host/json.js').Item} Item */

/**
 * @typedef {object} Content
 * @property {string} text valid JSON
 * @property {boolean} isSingle true if the text is one item, not an array
 * @property {Item[]} items with their places in the text
 */

/**
 * Puts an item into the list. A single item becomes an array of two.
 * @param {Content} content
 * @param {number} index in front of which it goes; the number of items for the end
 * @param {string} item JSON
 * @returns {string} the text with the item
 */
export function insertItem(content, index, item) {
  const { text, isSingle, items } = content
  const { lineEnd, unit } = findStyle(text)
  const [first, last] = [items[0], items.at(-1)]
  if (!first || !last) {
    const start = text.indexOf('[')
    const end = text.lastIndexOf(']')
    return `${text.slice(0, start)}[${lineEnd}${unit}${indent(item, unit, lineEnd)}${lineEnd}]${text.slice(end + 1)}`
  }
  if (isSingle) {
    const own = text.slice(first.start, first.end)
    const both = index === 0 ? [indent(item, unit, lineEnd), own] : [own, indent(item, unit, lineEnd)]
    const list = `[${lineEnd}${unit}${both.join(`,${lineEnd}${unit}`)}${lineEnd}]`
    return text.slice(0, first.start) + list + text.slice(first.end)
  }
  // The new item is laid out as its neighbor.
  const neighbor = items[index] ?? last
  const gap = /\s*$/.exec(text.slice(0, neighbor.start))?.[0] ?? ''
  const shown = indent(item, gap.slice(gap.lastIndexOf('\n') + 1), lineEnd)
  if (index < items.length) return `${text.slice(0, neighbor.start)}${shown},${gap || ' '}${text.slice(neighbor.start)}`
  return `${text.slice(0, last.end)},${gap || ' '}${shown}${text.slice(last.end)}`
}

/**
 * Takes an item out of the list. A single item leaves an empty array.
 * @param {Content} content @param {number} index
 * @returns {string} the text without the item
 */
export function removeItem({ text, isSingle, items }, index) {
  const { start, end } = /** @type {Item} */ (items[index])
  const [before, after] = [items[index - 1], items[index + 1]]
  if (isSingle) return `${text.slice(0, start)}[]${text.slice(end)}`
  if (after) return text.slice(0, start) + text.slice(after.start)
  if (before) return text.slice(0, before.end) + text.slice(end)
  return `${text.slice(0, text.indexOf('['))}[]${text.slice(text.lastIndexOf(']') + 1)}`
}

/**
 * Changes the members of an object in the list that differ.
 * @param {Content} content @param {number} index
 * @param {Record<string, unknown>} changed
 * @returns {string} the text, in which the item is that object
 */
export const changeItem = (content, index, changed) => changeItems(content, new Map([[index, changed]]))

/**
 * Changes several objects of the list. What comes between them stays as is.
 * @param {Content} content
 * @param {Map<number, Record<string, unknown>>} changes by index
 * @returns {string} the text with the changed items
 */
export function changeItems({ text, items }, changes) {
  const style = findStyle(text)
  let [changed, end] = ['', 0]
  for (const [i, item] of items.entries()) {
    const value = changes.get(i)
    if (!value) continue
    changed += text.slice(end, item.start) + editItem(text, item, value, style)
    end = item.end
  }
  return changed + text.slice(end)
}

/** @param {string} text @param {Item} item @param {Record<string, unknown>} changed @param {ReturnType<typeof findStyle>} style */
function editItem(text, { start, end, value }, changed, { unit, lineEnd }) {
  const old = /** @type {Record<string, unknown>} */ (value)
  let item = text.slice(start, end)
  const formattingOptions = item.includes('\n')
    ? { insertSpaces: unit !== '\t', tabSize: unit.length, eol: lineEnd, keepLines: true }
    : undefined
  const options = formattingOptions ? { formattingOptions } : {}
  for (const name of new Set([...Object.keys(old), ...Object.keys(changed)])) {
    if (isDeepStrictEqual(old[name], changed[name])) continue
    item = applyEdits(item, modify(item, [name], changed[name], options))
  }
  // A member that is written twice is not found by its name.
  if (isDeepStrictEqual(JSON.parse(item), changed)) return item
  return indent(writeItem(changed, text), unit, lineEnd)
}

/**
 * A new item as JSON, in the style of the file: on one line if the file has one.
 * @param {unknown} item @param {string} text of the file
 */
export function writeItem(item, text) {
  const { unit, lineEnd } = findStyle(text)
  const isOneLine = text.includes('{') && !text.trim().includes('\n')
  return isOneLine ? JSON.stringify(item) : JSON.stringify(item, null, unit).replaceAll('\n', lineEnd)
}

/** Indentation and line ends. @param {string} text */
function findStyle(text) {
  const units = text.slice(0, 100_000).matchAll(/\n(\t| {1,8})(?=\S)/g)
  const unit = Array.from(units, ([, space = '']) => space).reduce(
    (a, b) => (a === '' || b.length < a.length ? b : a),
    '',
  )
  return { unit: unit || '  ', lineEnd: text.includes('\r\n') ? '\r\n' : '\n' }
}

/** Further lines of an item, under its first. @param {string} item @param {string} space @param {string} lineEnd */
const indent = (item, space, lineEnd) => item.split(/\r?\n/).join(`${lineEnd}${space}`)
