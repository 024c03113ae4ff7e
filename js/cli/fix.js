// Applies the certain fixes of issues to the entries of a connection file.
import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../core/options.js'
import { load } from '../index.js'
import { parseContent } from './connections/content.js'
import { changeItems } from './connections/edits.js'
import { isFieldValue } from './connections/entry.js'
import { fileStore } from './connections/store.js'

/**
 * @typedef {import('../index.js').Ims} Ims
 * @typedef {import('../host/connection-file.js').Entry} Entry
 *
 * @typedef {object} Applied a fix that an entry needs
 * @property {string} field
 * @property {string} code of the issue
 * @property {string} title of the fix, such as "Remove the quotes"
 * @property {string} [before] the old value, without what may hold a secret, such as a comment
 * @property {string} [after] the new value. Both are absent if the fix touches a secret field, or if the value is unusual even
 *   after all fixes: then it may be a secret in the wrong place
 * @property {Edit[]} [others] the other values that the fix changes, as a swap does. Absent if there are none, or without `before`
 *
 * @typedef {{ field: string, before?: string, after?: string }} Edit of one value
 * @typedef {Record<string, unknown>} Values of a connection, by property
 * @typedef {{ issue: import('../index.js').Issue, before: Values, after: Values, names: string[] }} Step `names`: of the
 *   properties that it changes
 */

/** A fix may reveal another issue with a fix: quotes inside quotes. No value needs this many. */
const maxRounds = 40

/**
 * Applies fixes until none is left. A value that comes from the environment or a key file is left as is.
 * @param {Ims} ims @param {Entry} entry
 * @returns {{ fixes: Applied[], value: Record<string, unknown> }} `value`: what the file should have
 */
export function fixEntry(ims, { connection, value }) {
  if (!connection || !isObject(value)) return { fixes: [], value: {} }
  /** @type {Step[]} */
  const steps = []
  let [fixed, written] = [/** @type {Values} */ ({ ...connection }), value]
  for (let round = 0; round < maxRounds; round++) {
    const step = findStep(ims, fixed, written)
    if (!step) break
    steps.push(step)
    fixed = step.after
    written = withValues(written, step)
  }
  const isPublic = createMask(ims, { ...connection }, fixed)
  const fixes = steps.map(({ issue, before, after, names }) => ({
    field: issue.field,
    code: issue.code,
    title: issue.fix?.title ?? '',
    ...(!isRename(issue) && names.every(isPublic.field) && showEdits({ issue, before, after, names }, isPublic.text)),
  }))
  return { fixes, value: written }
}

/** Only a name changes, so the value may come from the environment. @param {import('../index.js').Issue} issue */
const isRename = ({ fix }) => fix?.code === 'rename'

/** The first fix that can be made in the file. @param {Ims} ims @param {Values} before @param {Values} raw @returns {Step | undefined} */
function findStep(ims, before, raw) {
  for (const issue of ims.validate(before).issues) {
    if (!issue.fix) continue
    const after = /** @type {Values} */ ({ ...ims.applyFix(before, issue) })
    const names = Object.keys({ ...before, ...after }).filter((name) => !isDeepStrictEqual(before[name], after[name]))
    const inFile = names.every((name) =>
      raw[name] === undefined ? before[name] === undefined : isFieldValue(raw[name]),
    )
    if (names.length > 0 && (inFile || isRename(issue))) return { issue, before, after, names }
  }
  return undefined
}

/** @param {Values} raw @param {Step} step */
function withValues(raw, { issue, after, names }) {
  if (isRename(issue)) {
    const [to = ''] = names.filter((name) => name !== issue.field)
    return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name === issue.field ? to : name, value]))
  }
  const written = { ...raw }
  for (const name of names) {
    if (after[name] === undefined) delete written[name]
    else written[name] = after[name]
  }
  return written
}

/** Client secrets of Adobe, JWTs and keys. */
const secretForm = /[ps]8e-|eyJ|PRIVATE KEY/
/** Texts shorter than this are too common to be recognized as a secret inside another text. */
const shortestSecret = 4

/**
 * Decides which values and texts may be shown.
 * @param {Ims} ims @param {Values} before @param {Values} after all fixes
 */
function createMask(ims, before, after) {
  const secretNames = ims.fields.flatMap(({ name, secret }) => (secret ? [String(name)] : []))
  const secrets = [before, after].flatMap((values) =>
    secretNames.flatMap((name) => {
      const value = values[name]
      return typeof value === 'string' && value.length >= shortestSecret ? [value.trim()] : []
    }),
  )
  const unusual = new Set(ims.validate(after).issues.map(({ field }) => String(field)))
  return {
    /** @param {string} name */
    field: (name) => !secretNames.includes(name) && !unusual.has(name),
    /** @param {string} text */
    text: (text) => !secretForm.test(text) && !secrets.some((secret) => text.includes(secret)),
  }
}

/** @param {unknown} value */
const toText = (value) => (Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : undefined)

/**
 * @param {unknown} from @param {unknown} to @param {import('../index.js').Issue} issue
 * @param {(text: string) => boolean} isSafe
 * @returns {{ before?: string, after?: string }}
 */
function showEdit(from, to, issue, isSafe) {
  const after = toText(to)
  const before = hideCut(toText(from) ?? '', after ?? '', issue)
  if (!isSafe(before) || (after !== undefined && !isSafe(after))) return {}
  return { before, ...(after !== undefined && { after }) }
}

/**
 * The edits of all values that a fix changes; nothing if one of them may not be shown.
 * @param {Step} step @param {(text: string) => boolean} isSafe
 * @returns {{ before?: string, after?: string, others?: Edit[] }}
 */
function showEdits({ issue, before, after, names }, isSafe) {
  const edit = (/** @type {string} */ name) => showEdit(before[name], after[name], issue, isSafe)
  const edits = names.filter((name) => name !== issue.field).map((field) => ({ field, ...edit(field) }))
  const first = edit(issue.field)
  if (first.before === undefined || edits.some((other) => other.before === undefined)) return {}
  return { ...first, ...(edits.length > 0 && { others: edits }) }
}

/**
 * The old value. Of what the fix cuts off it has only quotes, punctuation and a known label, since a comment or a query may hold
 * anything.
 * @param {string} before @param {string} after @param {import('../index.js').Issue} issue
 */
function hideCut(before, after, issue) {
  const at = after === '' ? -1 : before.indexOf(after)
  if (at < 0) return before.replace(/(:\/\/)[^/]*@/, '$1…@').replace(/[?#].*$/s, (cut) => `${cut.charAt(0)}…`)
  const { given } = /** @type {{ given?: unknown }} */ (issue.params ?? {})
  /** @param {string} cut */
  const show = (cut) => (/^[\p{P}\p{S}\s]*$/u.test(cut) || cut.trim() === given ? cut : '…')
  return `${show(before.slice(0, at))}${after}${show(before.slice(at + after.length))}`
}

/**
 * Fixes the entries of a file in place, atomically and under the lock that `imskit serve` uses. Entries without a fix stay byte
 * for byte.
 * @param {string} file path
 * @returns {Promise<Map<number, Applied[]>>} the fixes that were made, by the number of the entry
 * @throws {import('../index.js').ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON, ERR_FILE_UNWRITABLE, ERR_HOST_CHANGED
 */
export async function fixFile(file) {
  const store = fileStore(file)
  const [ims, content] = await Promise.all([
    load(),
    store.read().then((bytes) => parseContent(bytes, file, store.folder)),
  ])
  /** @type {Map<number, Record<string, unknown>>} */
  const changes = new Map()
  /** @type {Map<number, Applied[]>} */
  const made = new Map()
  for (const [i, entry] of content.entries.entries()) {
    const { fixes, value } = fixEntry(ims, entry)
    if (fixes.length === 0) continue
    changes.set(i, value)
    made.set(entry.number, fixes)
  }
  if (changes.size > 0) await store.replace(content.encode(changeItems(content, changes)), content.version)
  return made
}
