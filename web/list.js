import { html, nothing, render } from '../dist/lit.js'
import { byId } from './page.js'
import { writeRoute } from './route.js'

/**
 * @typedef {import('./api.js').List} List
 * @typedef {import('./api.js').Row} Row
 */

/** From this number of connections on, the list can be filtered. */
const filterFrom = 6

/** Codes of entries that are not connections, so the form cannot show them. */
const unreadable = ['not_an_object', 'credential_file']

/** @param {number} count @param {string} one @param {string} many */
const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`

/** The name of a row, or its number if it has no name. @param {Row} row */
export const callRow = ({ name, number }) => name || `Entry ${number}`

/** What a row says about fields without a value. @param {Row} row */
export const sayMissing = ({ missing, needs }) => [...missing, ...needs].join(', ')

/** The wrong values of a row. Those that are missing are listed separately. @param {Row} row */
export const findErrors = ({ issues }) =>
  issues.filter(({ severity, code }) => severity === 'error' && code !== 'required')

/** The first of some messages, and how many more there are. @param {{ message: string }[]} issues */
const sayFirst = ([first, ...more]) => [first?.message ?? '', ...(more.length > 0 ? [`And ${more.length} more`] : [])]

/** The route of a row: its name, and its number if the name is missing or not unique. @param {Row} row */
export const placeOf = ({ name = '', number, unique }) => (unique ? { name } : { name, number })

/**
 * The list of connections.
 * @param {(row: Row) => void} remove
 */
export function createList(remove) {
  /** @type {List | undefined} */
  let shown

  const filter = /** @type {HTMLInputElement} */ (byId('filter-text'))
  filter.addEventListener('input', () => paint())

  /** The state of a connection, as shown in the list. @param {Row} row */
  function stateOf(row) {
    const { issues, missing, needs } = row
    const errors = findErrors(row)
    const lacks = missing.length > 0 ? [`Missing: ${sayMissing(row)}`] : []
    if (errors.length > 0)
      return {
        ...{ kind: 'errors', icon: '✗', text: plural(errors.length, 'problem', 'problems') },
        details: [...sayFirst(errors), ...lacks],
      }
    if (lacks[0]) return { kind: 'waiting', icon: '○', text: 'Not complete', details: lacks }
    if (needs.length > 0)
      return { kind: 'waiting', icon: '○', text: 'Needs its secrets', details: [`Not saved: ${needs.join(', ')}`] }
    if (issues.length > 0)
      return {
        ...{ kind: 'warnings', icon: '!', text: plural(issues.length, 'warning', 'warnings') },
        details: sayFirst(issues),
      }
    return { kind: 'valid', icon: '✓', text: 'Ready to get a token', details: [] }
  }

  /** @param {Row} row */
  function rowView(row) {
    const name = callRow(row)
    const { kind, icon, text, details } = stateOf(row)
    const isConnection = row.issues.every(({ code }) => !unreadable.includes(code))
    const place = placeOf(row)
    const hidden = (/** @type {string} */ what) => html`<span class="unseen"> ${what}</span>`
    return html`<li data-number=${row.number}>
      <div class="what">
        ${
          isConnection
            ? html`<a class="name" dir="auto" href=${writeRoute({ action: 'edit', ...place })}>${name}</a>`
            : html`<strong dir="auto">${name}</strong>`
        }
        ${row.runtimeEnvironment ? html`<span class="quiet" dir="auto">${row.runtimeEnvironment}</span>` : nothing}
      </div>
      <div class="state ${kind}">
        <span><span class="icon" aria-hidden="true">${icon}</span> ${text}</span>
        ${details.map((detail) => html`<span class="issue" dir="auto">${detail}</span>`)}
      </div>
      <div class="buttons">
        ${isConnection ? html`<a class="quiet-button" href=${writeRoute({ action: 'copy', ...place })}>Duplicate${hidden(name)}</a>` : nothing}
        <button type="button" class="quiet-button" @click=${() => remove(row)}>Delete${hidden(name)}</button>
      </div>
    </li>`
  }

  function paint() {
    if (!shown) return
    const { connections } = shown
    const text = filter.value.trim().toLowerCase()
    const found = connections.filter((row) =>
      [callRow(row), row.runtimeEnvironment ?? ''].some((value) => value.toLowerCase().includes(text)),
    )
    byId('filter').hidden = connections.length < filterFrom
    byId('found').textContent = text ? `${found.length} of ${connections.length} connections` : ''
    render(
      connections.length === 0
        ? html`<div class="empty"><p>There are no connections yet.</p></div>`
        : html`<ul class="rows">${found.map(rowView)}</ul>`,
      byId('list'),
    )
  }

  return {
    /** @param {List} list */
    show(list) {
      shown = list
      byId('trouble').hidden = true
      byId('place').textContent =
        list.file === null
          ? 'Kept in memory until the server stops. To keep them in a file, start it with: imskit serve FILE'
          : `Saved in ${list.file}`
      paint()
    },

    /** Shows why the list could not be loaded. @param {import('./api.js').Refusal} refusal @param {() => void} again */
    refuse({ message, hint }, again) {
      byId('trouble').hidden = false
      byId('no-list-reason').textContent = message
      render(
        html`<span dir="auto">${message} ${hint ?? ''}</span> <button type="button" @click=${again}>Try again</button>`,
        byId('trouble'),
      )
    },

    /** @param {number} number of a row */
    focus(number) {
      const link = /** @type {HTMLElement | null} */ (byId('list').querySelector(`[data-number="${number}"] a`))
      link?.focus()
    },
  }
}
