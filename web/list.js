import { byId, h } from './dom.js'
import { writeRoute } from './route.js'

/**
 * @typedef {import('./api.js').List} List
 * @typedef {import('./api.js').Row} Row
 */

/** What each state looks like and is called; colour comes by its class. */
const states = {
  valid: { icon: '✓', text: () => 'No problems' },
  warnings: { icon: '!', text: (/** @type {Row} */ row) => count(row.issues, 'warning', 'warning', 'warnings') },
  errors: { icon: '✗', text: (/** @type {Row} */ row) => count(row.issues, 'error', 'error', 'errors') },
}

/** @param {Row['issues']} issues @param {string} kind @param {string} one @param {string} many */
function count(issues, kind, one, many) {
  const found = issues.filter(({ severity }) => severity === kind).length
  return `${found} ${found === 1 ? one : many}`
}

/** What a row is called, where it has no name too. @param {Row} row */
export const callRow = ({ name, number }) => name || `Entry ${number}`

/**
 * The list of the organization's connections.
 * @param {import('imskit').Ims} ims
 * @param {(row: Row) => void} remove
 */
export function createList(ims, remove) {
  const labels = new Map(ims.fields.map(({ name, label }) => [String(name), label]))
  const type = ims.validate({}, { fields: [] }).connection.type

  /** Where a name is shared or missing, the number goes with it. @param {List} list @param {Row} row */
  function placeOf({ connections }, { name = '', number }) {
    const same = connections.filter((other) => ims.nameKey(other.name ?? '') === ims.nameKey(name))
    return name === '' || same.length > 1 ? { name, number } : { name }
  }

  /** @param {List} list @param {Row} row @param {boolean} isCurrent */
  function item(list, row, isCurrent) {
    const name = callRow(row)
    const { icon, text } = states[row.state]
    const worst = row.issues.find(({ severity }) => severity === 'error') ?? row.issues[0]
    const isConnection = row.issues.every((issue) => !('code' in issue) || !unreadable.includes(String(issue.code)))
    const link = (/** @type {'edit' | 'copy'} */ action, /** @type {string} */ label) =>
      h('a', { class: 'button', href: writeRoute({ action, ...placeOf(list, row) }) }, label, hidden(` ${name}`))
    return h(
      'li',
      { 'data-number': row.number, 'aria-current': isCurrent && 'true' },
      h(
        'div',
        { class: 'what' },
        h('strong', {}, name),
        isConnection &&
          h('span', { class: 'quiet' }, [row.type || type, row.runtimeEnvironment].filter(Boolean).join(' · ')),
        isConnection && h('span', { class: 'quiet' }, describeKept(row, list)),
      ),
      h(
        'div',
        { class: `state ${row.state}` },
        h('span', {}, h('span', { class: 'icon', 'aria-hidden': 'true' }, icon), ` ${text(row)}`),
        worst && h('span', { class: 'issue' }, worst.message),
      ),
      h(
        'div',
        { class: 'buttons' },
        isConnection && link('edit', 'Edit'),
        isConnection && link('copy', 'Duplicate'),
        h('button', { type: 'button', click: () => remove(row) }, 'Delete', hidden(` ${name}`)),
      ),
    )
  }

  /** @param {Row} row @param {List} list */
  function describeKept({ kept }, { file }) {
    const place = file === null ? 'in memory' : 'in the file'
    if (kept.length === 0) return `No secrets ${place}`
    return `${kept.map((name) => labels.get(name)).join(', ')} ${place}`
  }

  return {
    placeOf,

    /** @param {List} list @param {Row} [current] that the form is about */
    render(list, current) {
      const { file, connections } = list
      byId('organization').hidden = false
      byId('trouble').hidden = true
      byId('organization-title').textContent = `Connections (${connections.length})`
      byId('place').textContent = [
        file === null
          ? 'In the memory of the host, so they are gone when it stops; started as imskit serve FILE, it keeps them in the file.'
          : `In ${file}.`,
        connections.length === 0 && 'There are none yet: fill in the form and save it.',
      ]
        .filter(Boolean)
        .join(' ')
      byId('list').replaceChildren(...connections.map((row) => item(list, row, row.number === current?.number)))
    },

    /** Why there is no list. @param {import('./api.js').Refusal} refusal @param {() => void} again */
    refuse({ message, hint }, again) {
      byId('organization').hidden = false
      byId('trouble').hidden = false
      byId('trouble').replaceChildren(
        `${message} ${hint ?? ''} `,
        h('button', { type: 'button', click: again }, 'Try again'),
      )
    },

    /** @param {number} number of a row */
    focus(number) {
      const link = /** @type {HTMLElement | null} */ (byId('list').querySelector(`[data-number="${number}"] a`))
      link?.focus()
    },
  }
}

/** What no form can be filled from. */
const unreadable = ['not_an_object', 'credential_file']

/** For screen readers, which read buttons without their row. @param {string} text */
const hidden = (text) => h('span', { class: 'unseen' }, text)
