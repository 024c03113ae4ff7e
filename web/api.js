// Requests to the host that serves this page, with relative addresses. Nothing here throws: every outcome is an answer to
// show.

/**
 * @typedef {import('imskit').Connection} Connection
 * @typedef {Connection & { number: number, kept: import('imskit').FieldName[], missing: string[], needs: string[], unique: boolean,
 *   state: 'valid' | 'warnings' | 'errors', issues: { severity: string, code: string, message: string }[] }} Row
 * @typedef {{ file: string | null, connections: Row[], version: string, removed?: string, undo?: string }} List
 * @typedef {{ code?: string, message: string, hint?: string, field?: string }} Refusal
 * @typedef {{ list: List, refusal?: undefined } | { list?: undefined, refusal: Refusal }} Answer
 */

/** Time limits: for answers that the page can start without, and for the list and its changes. */
const [shortMs, longMs] = [3000, 15_000]

/** What is shown if the server does not answer. @param {boolean} [hasEntries] whether the user entered something @returns {Answer} */
export function unreachable(hasEntries = true) {
  const hint = `${hasEntries ? 'Your entries are still here. ' : ''}Check that the server is running, then try again.`
  return { refusal: { message: 'The server can’t be reached.', hint } }
}

/** The context that connections are validated against. @returns {Promise<import('imskit').Context | undefined>} */
export const getContext = () => get('api/context')

/** The demo connection of the sandbox, if there is one. @returns {Promise<Connection | undefined>} */
export const getDemo = () => get('sandbox/demo.json')

export const getList = () => ask('GET', '')

/** @param {List} list @param {{ connection: Connection, keepSecrets: boolean }} save */
export const add = (list, save) => ask('POST', '', list, save)

/** @param {List} list @param {Row} row @param {{ connection: Connection, keepSecrets: boolean, removeSecrets?: boolean }} save */
export const replace = (list, row, save) => ask('PUT', `?entry=${row.number}`, list, save)

/** @param {List} list @param {Row} row */
export const remove = (list, row) => ask('DELETE', `?entry=${row.number}`, list)

/** @param {List} list @param {string} undo */
export const restore = (list, undo) => ask('POST', '', list, { restore: undo })

/** @param {string} path */
async function get(path) {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(shortMs), credentials: 'same-origin' })
    return response.status === 200 ? await response.json() : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} method @param {string} entry @param {List} [from] the list that the change applies to @param {object} [body]
 * @returns {Promise<Answer>}
 */
async function ask(method, entry, from, body) {
  const headers = {
    accept: 'application/json',
    ...(body && { 'content-type': 'application/json' }),
    ...(from && { 'if-match': `"${from.version}"` }),
  }
  const fixed = /** @type {const} */ ({ cache: 'no-store', credentials: 'same-origin' })
  const options = { ...fixed, method, headers, body: body && JSON.stringify(body) }
  try {
    const response = await fetch(`api/connections${entry}`, { ...options, signal: AbortSignal.timeout(longMs) })
    const answer = await response.json().catch(() => undefined)
    if (response.ok && Array.isArray(answer?.connections)) return { list: answer }
    if (typeof answer?.message === 'string') return { refusal: answer }
    const message = `The server sent an unexpected response (HTTP ${response.status}).`
    return { refusal: { message, hint: 'Check its log, or try again.' } }
  } catch {
    return unreachable(body !== undefined)
  }
}
