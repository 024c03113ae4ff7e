// The one checker of options: what a caller passes in, compared with a description of it.

/**
 * What a value must be.
 * @typedef {object} Rule
 * @property {string} kind in words, as they follow “must be”
 * @property {(value: any) => boolean} fits
 * @property {Members} [members] those of an object; any other member is refused
 * @property {Rule} [items] those of an array
 * @property {boolean} [required]
 *
 * @typedef {Record<string, Rule>} Members
 *
 * @typedef {object} Problem a value that breaks a rule
 * @property {string} place the path to the value, for example `options.clients[0].clientId`
 * @property {'unknown_member' | 'missing_member' | 'invalid_value'} code
 * @property {string} message one sentence for a programmer. It never quotes the value, which may be a secret in the wrong place
 * @property {unknown} value
 * @property {Rule} rule that the value breaks; of an unknown member, the rule of the object around it
 * @property {string} [nearest] of an unknown member, the known one that was probably meant
 */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {unknown} value @returns {value is string} */
export const isText = (value) => typeof value === 'string' && value !== ''

/**
 * Parses JSON text that must hold an object.
 * @param {string} text
 * @returns {Record<string, any> | undefined} undefined if the text is not JSON or holds something else
 */
export function parseObject(text) {
  try {
    const value = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** @param {string} kind @param {(value: any) => boolean} fits @returns {Rule} */
export const rule = /* @__NO_SIDE_EFFECTS__ */ (kind, fits) => ({ kind, fits })

/** @param {Rule} optional @returns {Rule} */
export const required = /* @__NO_SIDE_EFFECTS__ */ (optional) => ({ ...optional, required: true })

/** @param {Members} members @param {string} [kind] @returns {Rule} */
export const object = /* @__NO_SIDE_EFFECTS__ */ (members, kind = 'an object') => ({ kind, fits: isObject, members })

/** @param {Rule} items @param {string} [kind] @returns {Rule} */
export const list = /* @__NO_SIDE_EFFECTS__ */ (items, kind = 'an array') => ({ kind, fits: Array.isArray, items })

/** @param {number} min @param {number} max @returns {Rule} */
export const number = /* @__NO_SIDE_EFFECTS__ */ (min, max) =>
  rule(`a number from ${min} to ${max}`, (value) => isBetween(value, min, max))

/** @param {number} min @param {number} [max] @returns {Rule} */
export const wholeNumber = /* @__NO_SIDE_EFFECTS__ */ (min, max = Number.MAX_SAFE_INTEGER) =>
  rule(
    `a whole number ${max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`}`,
    (value) => Number.isSafeInteger(value) && isBetween(value, min, max),
  )

/** @param {unknown} value @param {number} min @param {number} max */
const isBetween = (value, min, max) => typeof value === 'number' && value >= min && value <= max

/** @param {readonly string[]} names @returns {Rule} */
export const oneOf = /* @__NO_SIDE_EFFECTS__ */ (names) =>
  rule(`one of ${names.join(', ')}`, (value) => names.includes(value))

export const anyObject = rule('an object', isObject)
export const bytesOrObject = rule('an object or a Uint8Array', isObject)
export const string = rule('a string', (value) => typeof value === 'string')
export const text = rule('a non-empty string', isText)
export const texts = rule('an array of non-empty strings', (value) => Array.isArray(value) && value.every(isText))
export const flag = rule('true or false', (value) => typeof value === 'boolean')
export const callback = rule('a function', (value) => typeof value === 'function')
export const date = rule('a valid Date', (value) => value instanceof Date && !Number.isNaN(value.getTime()))
export const signal = rule('an AbortSignal', (value) => value instanceof AbortSignal)
export const key = rule('a string or a Uint8Array', (value) => typeof value === 'string' || value instanceof Uint8Array)

/**
 * Finds everything that is wrong with a value. A member that is undefined counts as absent.
 * @param {unknown} value @param {Rule} rule @param {string} place of the value; empty if it is the whole input
 * @returns {Problem[]} in the order of the value
 */
export function findProblems(value, rule, place) {
  if (value === undefined && !rule.required) return []
  if (!rule.fits(value)) {
    const missing = value === undefined
    const name = place || 'The value'
    const message = missing ? `${name} is missing; it must be ${rule.kind}` : `${name} must be ${rule.kind}`
    return [{ place, code: missing ? 'missing_member' : 'invalid_value', message, value, rule }]
  }
  const { items, members } = rule
  if (items && Array.isArray(value))
    return value.flatMap((item, i) => findProblems(item, required(items), `${place}[${i}]`))
  if (!members || !isObject(value)) return []
  const inside = place && `${place}.`
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(members, name))
  return [
    ...unknown.map((name) => unknownMember(name, value[name], rule, place)),
    ...Object.entries(members).flatMap(([name, member]) => findProblems(value[name], member, `${inside}${name}`)),
  ]
}

/** Does what findProblems does, without finding words. @param {unknown} value @param {Rule} rule @returns {boolean} */
function isSound(value, rule) {
  if (value === undefined) return !rule.required
  if (!rule.fits(value)) return false
  const { items, members } = rule
  if (items && Array.isArray(value)) return value.every((item) => item !== undefined && isSound(item, items))
  if (!members || !isObject(value)) return true
  for (const name of Object.keys(value)) if (!Object.hasOwn(members, name)) return false
  for (const name in members) if (!isSound(value[name], /** @type {Rule} */ (members[name]))) return false
  return true
}

/** @param {string} name @param {unknown} value @param {Rule} rule of the object @param {string} place @returns {Problem} */
function unknownMember(name, value, rule, place) {
  const known = Object.keys(rule.members ?? {})
  const nearest = findNearest(name, known)
  const shown = name.length > maxShown ? `${name.slice(0, maxShown)}…` : name
  const advice = nearest ? `Did you mean ${nearest}?` : `Known: ${known.join(', ')}`
  return {
    place: place ? `${place}.${shown}` : shown,
    code: 'unknown_member',
    message: `${place || 'The value'} has no option ${shown}. ${advice}`,
    value,
    rule,
    ...(nearest && { nearest }),
  }
}

const maxShown = 40

/**
 * Checks the options of a function.
 * @template {object} T
 * @param {T} options @param {Members} members @param {string} [place] how messages call them
 * @returns {T}
 * @throws {TypeError} for the first problem
 */
export function requireOptions(options, members, place = 'options') {
  if (isObject(options) && isSound(options, { kind: '', fits: isObject, members })) return options
  return requireValue(options, required(object(members)), place)
}

/**
 * Checks one argument.
 * @template T
 * @param {T} value @param {Rule} rule @param {string} place how messages call it
 * @returns {T}
 * @throws {TypeError} for the first problem
 */
export function requireValue(value, rule, place) {
  if (isSound(value, rule) && value !== undefined) return value
  const [problem] = findProblems(value, rule.required ? rule : required(rule), place)
  if (problem) throw new TypeError(problem.message)
  return value
}

/**
 * The known name that a person probably meant, if one is near.
 * @param {string} name @param {readonly string[]} known
 * @returns {string | undefined}
 */
export function findNearest(name, known) {
  if (name.length > maxShown) return undefined
  const given = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  let best = Math.min(Math.floor(given.length / 3), 3) + 1 // farther away is not a typing error
  /** @type {string | undefined} */
  let nearest
  for (const candidate of known) {
    const other = candidate.toLowerCase()
    const abbreviated = given.length > 2 && (other.startsWith(given) || given.startsWith(other))
    const distance = abbreviated ? 1 : editDistance(given, other)
    if (distance >= best) continue
    best = distance
    nearest = candidate
  }
  return nearest
}

/** Insertions, deletions and substitutions that make `b` of `a` (Levenshtein). @param {string} a @param {string} b */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const [diagonal = 0, up = 0, left = 0] = [above[j - 1], above[j], row[j - 1]]
      row.push(Math.min(diagonal + (a[i - 1] === b[j - 1] ? 0 : 1), up + 1, left + 1))
    }
  }
  return row[b.length] ?? 0
}
