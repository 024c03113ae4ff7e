import { html, nothing } from '../../dist/lit.js'
import { linkView } from './summary.js'

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
 *
 * @typedef {object} Next what a form that was filled in still needs
 * @property {string[]} missing fields without a right value
 * @property {boolean} busy
 * @property {(() => void) | undefined} getToken undefined if the page has no token endpoint
 * @property {(field: string) => void} go moves the focus to a field
 */

/**
 * The place to choose and drop files, and what was taken from each.
 * @param {FilesState} state @param {FilesActions} actions @param {string} prefix of the ids
 * @param {import('../core/types.js').FormField[]} rules @param {Next | undefined} next @param {import('./view.js').Tools} tools
 */
export function dropZoneView(state, actions, prefix, rules, next, tools) {
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
            ${taken.map((file) => takenView(file, candidates.length > 1, rules, tools))} ${refused.map((file, i) => refusedView(file, tools, taken.length === 0 && i === refused.length - 1))}
          </ul>`
        : nothing
    }
    ${candidates.length > 1 ? candidatesView(candidates, chosen, actions, prefix, tools) : nothing}
    ${next || canUndo ? html`<div class="ims-next">${next ? nextView(next, rules, tools) : nothing}${canUndo ? html`<button type="button" class="ims-quiet-button" ?disabled=${disabled} @click=${actions.undo}>${say('undo')}</button>` : nothing}</div>` : nothing}
  </section>`
}

/**
 * The next step, at the top: the button below the fields may be out of view.
 * @param {Next} next @param {import('../core/types.js').FormField[]} rules @param {import('./view.js').Tools} tools
 */
function nextView({ missing, busy, getToken, go }, rules, { say, disabled }) {
  const needed = rules.filter(({ name }) => missing.includes(name))
  const [before, after] = say('needed').split('{fields}')
  if (needed.length > 0)
    return html`<p>${before}${needed.map(({ name, label }, i) => html`${i > 0 ? ', ' : ''}${linkView(name, label, go)}`)}${after}</p>`
  return getToken
    ? html`<button type="button" class="ims-primary" ?disabled=${disabled} aria-disabled=${busy || nothing} @click=${getToken}>${say('getTokenNow')}</button>`
    : nothing
}

/**
 * @param {Taken} taken @param {import('../core/types.js').FormField[]} rules
 * @param {Pick<import('./view.js').Tools, 'say'>} tools
 */
export function writeTaken({ file, fields, report }, rules, { say }) {
  const labels = rules.filter(({ name }) => fields.includes(name)).map(({ label }) => label)
  const details = report?.usable ? [say(report.encrypted ? 'keyEncrypted' : 'key', { ...report })] : []
  return say('taken', { file, what: [...(labels.length > 0 ? labels : [say('certificate')]), ...details].join(', ') })
}

/**
 * @param {Taken} taken @param {boolean} hasChoice whether the credentials of the file are offered as a choice
 * @param {import('../core/types.js').FormField[]} rules @param {import('./view.js').Tools} tools
 */
const takenView = (taken, hasChoice, rules, tools) =>
  html`<li class="ims-taken" dir="auto">${writeTaken(taken, rules, tools)}${taken.issues
    .filter(({ code }) => !(hasChoice && code === 'several_credentials'))
    .map((issue) => html`<span class="ims-help" dir="auto"> ${tools.translate(issue).message}</span>`)}</li>`

/**
 * @param {Refused} refused @param {Pick<import('./view.js').Tools, 'say' | 'translate'>} tools
 * @param {boolean} isLast whether this is the last of the files, and none was used
 */
export function writeRefused({ file, ...reason }, { say, translate }, isLast) {
  const { message, hint = '' } = translate(reason)
  return { title: say('notTaken', { file }), text: `${message} ${hint} ${isLast ? say('nothingLost') : ''}`.trim() }
}

/** @param {Refused} refused @param {import('./view.js').Tools} tools @param {boolean} isLast */
function refusedView(refused, tools, isLast) {
  const { title, text } = writeRefused(refused, tools, isLast)
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
  return html`<details class="ims-where">
    <summary>${say('whereTitle')}</summary>
    <p>${say('whereLead')}</p>
    <div class="ims-picture">
      <code dir="ltr" lang="en" aria-hidden="true">Download JSON</code>
      <dl>${found.map(({ name, label }) => html`<div><dt>${label}</dt><dd dir="auto">${say(`where.${name}`)}</dd></div>`)}</dl>
    </div>
    <p>${say('whereKey')}</p>
    <p>${say('whereAem')}</p>
  </details>`
}
