import { html, render } from '../dist/lit.js'
import { byId } from './page.js'

/**
 * @typedef {import('imskit').Connection} Connection
 * @typedef {{ name: string, mine: string, theirs: string }} Difference
 */

/**
 * The fields that someone else changed while the user edited them.
 * @param {import('imskit').Ims} ims @param {Record<string, any>} base as loaded
 * @param {Record<string, any>} mine @param {Record<string, any>} theirs @returns {Difference[]}
 */
export function findDifferences(ims, base, mine, theirs) {
  const secrets = ims.fields.flatMap(({ name, secret }) => (secret ? [String(name)] : []))
  const text = (/** @type {Record<string, any>} */ connection, /** @type {string} */ name) =>
    String(connection[name] ?? '')
  return ims.tables.fieldNames
    .filter((name) => !secrets.includes(name) && text(base, name) !== text(theirs, name))
    .filter((name) => text(mine, name) !== text(theirs, name))
    .map((name) => ({ name, mine: text(mine, name), theirs: text(theirs, name) }))
}

/**
 * Asks which version to keep.
 * @param {Difference[]} differences @param {(name: string) => string} labelOf
 * @param {{ keepMine: () => void, takeTheirs: () => void }} actions
 */
export function showConflict(differences, labelOf, { keepMine, takeTheirs }) {
  const value = (/** @type {string} */ text) => (text ? html`<span dir="auto">${text}</span>` : html`<em>empty</em>`)
  render(
    html`<h2>Someone else changed this connection</h2>
      <p>Your edits are not saved yet. These fields differ:</p>
      <div class="table"><table>
        <thead><tr><th scope="col">Field</th><th scope="col">Yours</th><th scope="col">Theirs</th></tr></thead>
        <tbody>${differences.map(
          ({ name, mine, theirs }) =>
            html`<tr><th scope="row">${labelOf(name)}</th><td>${value(mine)}</td><td>${value(theirs)}</td></tr>`,
        )}</tbody>
      </table></div>
      <div class="buttons">
        <button type="button" @click=${keepMine}>Keep mine</button>
        <button type="button" @click=${takeTheirs}>Take theirs</button>
      </div>`,
    byId('conflict'),
  )
  byId('conflict').hidden = false
  byId('conflict').focus()
}
