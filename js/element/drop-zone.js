import { html, nothing } from '../../dist/lit.js'

/**
 * @typedef {import('./files/read.js').Taken} Taken
 * @typedef {import('./files/read.js').Refused} Refused
 *
 * @typedef {object} FilesState
 * @property {boolean} over whether something is dragged over the form
 * @property {boolean} reading
 * @property {Taken[]} taken
 * @property {Refused[]} refused
 * @property {{ label: string }[]} candidates credentials of the file to choose from
 * @property {number} chosen
 * @property {boolean} canUndo
 *
 * @typedef {object} FilesActions
 * @property {(files: Iterable<File>) => void} take
 * @property {(index: number) => void} choose one of the candidates
 * @property {() => void} undo
 */

/**
 * The place to choose and drop files, and what was taken from each.
 * @param {FilesState} state @param {FilesActions} actions @param {string} prefix of the ids
 * @param {import('../core/types.js').FormField[]} rules @param {import('./view.js').Tools} tools
 */
export function dropZoneView(state, actions, prefix, rules, tools) {
  const { say, disabled } = tools
  const { over, reading, taken, refused, candidates, chosen, canUndo } = state
  const pick = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget)
    actions.take([...(input.files ?? [])])
    input.value = '' // so that the same file can be chosen again
  }
  const open = (/** @type {any} */ event) => event.currentTarget.parentElement.querySelector('input').click()
  return html`<section class="ims-files${over ? ' ims-over' : ''}">
    <h2>${say('filesTitle')}</h2>
    <p class="ims-quiet">${say('filesLead')}</p>
    <div class="ims-row">
      <button type="button" ?disabled=${disabled} @click=${open}>${say('chooseFiles')}</button>
      <input type="file" multiple hidden id="${prefix}files" form="" aria-label=${say('chooseFiles')} @change=${pick}>
    </div>
    ${whereView(rules, tools)}
    ${
      reading || taken.length + refused.length > 0
        ? html`<ul class="ims-issues">
            ${reading ? html`<li class="ims-plain">${say('reading')}</li>` : nothing}
            ${taken.map((file) => takenView(file, candidates.length > 1, tools))} ${refused.map((file) => refusedView(file, tools, taken.length === 0))}
          </ul>`
        : nothing
    }
    ${candidates.length > 1 ? candidatesView(candidates, chosen, actions, prefix, tools) : nothing}
    ${canUndo ? html`<button type="button" class="ims-small" ?disabled=${disabled} @click=${actions.undo}>${say('undo')}</button>` : nothing}
  </section>`
}

/** @param {Taken} taken @param {Pick<import('./view.js').Tools, 'say'>} tools */
export function writeTaken({ file, what, report }, { say }) {
  const named = say(`what.${what}`)
  const detail = report?.usable ? `${named}, ${say(report.encrypted ? 'keyEncrypted' : 'key', { ...report })}` : named
  return say('taken', { file, what: detail })
}

/**
 * @param {Taken} taken @param {boolean} hasChoice whether the credentials of the file are offered as a choice
 * @param {import('./view.js').Tools} tools
 */
const takenView = (taken, hasChoice, tools) =>
  html`<li class="ims-taken" dir="auto">${writeTaken(taken, tools)}${taken.issues
    .filter(({ code }) => !(hasChoice && code === 'several_credentials'))
    .map((issue) => html`<span class="ims-help" dir="auto"> ${tools.translate(issue).message}</span>`)}</li>`

/**
 * @param {Refused} refused @param {Pick<import('./view.js').Tools, 'say' | 'translate'>} tools
 * @param {boolean} isWhole whether no other file was used
 */
export function writeRefused({ file, ...reason }, { say, translate }, isWhole) {
  const { message, hint = '' } = translate(reason)
  return { title: say('notTaken', { file }), text: `${message} ${hint} ${isWhole ? say('nothingLost') : ''}`.trim() }
}

/** @param {Refused} refused @param {import('./view.js').Tools} tools @param {boolean} isWhole */
function refusedView(refused, tools, isWhole) {
  const { title, text } = writeRefused(refused, tools, isWhole)
  return html`<li class="ims-error" dir="auto"><strong>${title}</strong><span class="ims-help"> ${text}</span></li>`
}

/**
 * @param {{ label: string }[]} candidates @param {number} chosen @param {FilesActions} actions @param {string} prefix
 * @param {import('./view.js').Tools} tools
 */
function candidatesView(candidates, chosen, actions, prefix, { say, disabled }) {
  const choose = (/** @type {Event} */ event) =>
    actions.choose(Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value))
  return html`<div class="ims-field ims-wide">
    <div class="ims-label"><label for="${prefix}candidate">${say('candidates')}</label></div>
    <p class="ims-hint" id="${prefix}candidate-hint">${say('candidatesLead', { count: candidates.length })}</p>
    <div class="ims-control"><span class="ims-select">
      <select id="${prefix}candidate" form="" aria-describedby="${prefix}candidate-hint" ?disabled=${disabled} @change=${choose}>
        ${candidates.map(({ label }, i) => html`<option value=${i} ?selected=${i === chosen}>${label}</option>`)}
      </select>
    </span></div>
  </div>`
}

/** Fields that the Developer Console shows, in the order of its page. */
const shown = ['clientId', 'clientSecret', 'technicalAccountId', 'organizationId']

/** @param {import('../core/types.js').FormField[]} rules @param {import('./view.js').Tools} tools */
function whereView(rules, { say }) {
  const found = shown.flatMap((name) => rules.filter((rule) => rule.name === name))
  const key = rules.filter(({ name }) => name === 'privateKey')
  return html`<details class="ims-where">
    <summary>${say('whereTitle')}</summary>
    <p>${say('whereLead')}</p>
    <div class="ims-picture" aria-hidden="true">
      <div class="ims-picture-bar"><i></i><i></i><i></i></div>
      <div class="ims-picture-page">
        <b class="ims-picture-download"><code dir="ltr" lang="en">Download JSON</code></b>
        ${found.map(({ label }, i) => html`<div><b>${i + 1}</b><span>${label}</span><i></i></div>`)}
      </div>
    </div>
    <ol>${[...found, ...key].map(({ label, hint }) => html`<li dir="auto"><strong>${label}.</strong> ${hint ?? ''}</li>`)}</ol>
    <p>${say('whereAem')}</p>
  </details>`
}
