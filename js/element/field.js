import { html, live, nothing } from '../../dist/lit.js'
import { issueView } from './issue.js'

/**
 * @typedef {{ label: string, options: { value: string, text: string }[] }} OptionGroup of a select; the label of the first may
 *   be empty
 * @typedef {import('../core/types.js').FormField} FormField
 * @typedef {import('./draft.js').ShownIssue} ShownIssue
 *
 * @typedef {object} FieldState
 * @property {string} id
 * @property {string} value
 * @property {string} normalized the value as it is used, with its default
 * @property {ShownIssue[]} issues
 * @property {boolean} required
 * @property {boolean} kept whether the value is saved elsewhere
 * @property {boolean} revealed whether a secret is shown
 * @property {boolean} disabled
 * @property {string[]} remarks
 * @property {string} [hint]
 * @property {OptionGroup[]} [optionGroups] if the field is a select
 *
 * @typedef {object} FieldActions
 * @property {(name: string, control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement) => void} input
 * @property {(name: string) => void} blur
 * @property {(name: string) => void} choose
 * @property {(name: string, event: ClipboardEvent) => void} paste
 * @property {(name: string) => void} reveal shows or hides a secret
 */

/** A count appears from this part of the maximum on. */
const countFrom = 0.8

/** Fields whose values read from left to right in every language. */
const technical = [
  'clientId',
  'clientSecret',
  'technicalAccountId',
  'organizationId',
  'privateKey',
  'passphrase',
  'imsHost',
  'imsExchange',
]

/**
 * One field of the form: label, hint, control, count, remarks and issues.
 * @param {FormField} field @param {FieldState} state @param {FieldActions} actions
 * @param {import('./view.js').Tools} tools
 */
export function fieldView(field, state, actions, tools) {
  const { name, label } = field
  const { id, issues, required, hint, remarks } = state
  const { say } = tools
  const invalid = issues.some(({ severity }) => severity === 'error')
  const mark = invalid ? ' ims-has-error' : issues.length > 0 ? ' ims-has-warning' : ''
  return html`<div class="ims-field${mark}" data-field=${name}>
    <div class="ims-label">
      <label for=${id}>${label}${required ? nothing : html` <span class="ims-optional">(${say('optional')})</span>`}</label>
      ${countView(field, state, say)}
    </div>
    <p class="ims-hint" id="${id}-hint" dir="auto" ?hidden=${!hint}>${hint ?? ''}</p>
    <div class="ims-control">
      ${controlView(field, state, actions, invalid, say)}
      ${field.secret ? toggleView(label, state, () => actions.reveal(name), say) : nothing}
    </div>
    <div class="ims-note" id="${id}-note">${remarks.map((remark) => html`<p dir="auto">${remark}</p>`)}</div>
    <ul class="ims-issues" id="${id}-issues">${issues.map((issue) => issueView(issue, tools))}</ul>
  </div>`
}

/** @param {FormField} field @param {FieldState} state @param {import('./texts.js').Say} say */
function countView({ maxLength }, { id, normalized }, say) {
  const length = [...normalized].length
  const max = Number(maxLength)
  const shown = max < 1000 && length >= countFrom * max
  return html`<span class="ims-count${length > max ? ' ims-over' : ''}" id="${id}-count">${
    shown ? say('characters', { count: length, max }) : ''
  }</span>`
}

/**
 * @param {FormField} field @param {FieldState} state @param {FieldActions} actions @param {boolean} invalid
 * @param {import('./texts.js').Say} say
 */
function controlView(field, state, actions, invalid, say) {
  const { name, secret, multiline } = field
  const { id, value, optionGroups, disabled, required } = state
  const described = `${id}-hint ${id}-count ${id}-note ${id}-issues`
  const input = (/** @type {Event} */ { currentTarget }) => actions.input(name, /** @type {any} */ (currentTarget))
  const blur = () => actions.blur(name)
  const paste = (/** @type {ClipboardEvent} */ event) => actions.paste(name, event)
  const placeholder = value ? '' : state.kept ? say('kept') : state.normalized
  const direction = technical.includes(name) ? 'ltr' : 'auto'
  // No control has a name, so nothing of it can get into a URL or the data of a surrounding form.
  if (optionGroups)
    return html`<span class="ims-select"><select id=${id} ?disabled=${disabled} aria-describedby=${described}
      aria-invalid=${invalid} aria-required=${required}
      @input=${input} @change=${() => actions.choose(name)} @blur=${blur}
    >${withValue(optionGroups, value).map(groupView(value || field.default || ''))}</select></span>`
  if (multiline)
    return html`<textarea id=${id} rows=${secret ? 4 : 2} class=${secret ? `ims-mono${state.revealed ? '' : ' ims-masked'}` : ''}
      dir=${direction} autocomplete="off" autocapitalize="off" spellcheck=${!secret} placeholder=${placeholder}
      ?disabled=${disabled} aria-describedby=${described} aria-invalid=${invalid} aria-required=${required}
      .value=${live(value)} @input=${input} @blur=${blur} @paste=${paste}></textarea>`
  return html`<input id=${id} type=${secret && !state.revealed ? 'password' : 'text'} dir=${direction} autocomplete="off"
    autocapitalize="off" spellcheck="false" placeholder=${placeholder} ?disabled=${disabled}
    aria-describedby=${described} aria-invalid=${invalid} aria-required=${required}
    .value=${live(value)} @input=${input} @blur=${blur} @paste=${paste}>`
}

/** @param {string} current */
const groupView =
  (current) =>
  (/** @type {OptionGroup} */ { label, options }) => {
    const written = options.map(
      ({ value, text }) =>
        html`<option value=${value} ?selected=${value === current} .selected=${live(value === current)}>${text}</option>`,
    )
    return label ? html`<optgroup label=${label}>${written}</optgroup>` : written
  }

/**
 * The options, with a value that is not among them: it came from elsewhere, and its issue has to be visible.
 * @param {OptionGroup[]} groups @param {string} value
 */
function withValue(groups, value) {
  if (value === '' || groups.some(({ options }) => options.some((option) => option.value === value))) return groups
  return [...groups, { label: '', options: [{ value, text: value }] }]
}

/**
 * Shows and hides a secret. One that is kept elsewhere cannot be shown.
 * @param {string} label @param {FieldState} state @param {() => void} click @param {import('./texts.js').Say} say
 */
const toggleView = (label, { revealed, disabled, kept, value }, click, say) =>
  html`<button type="button" class="ims-quiet-button" ?disabled=${disabled || (kept && !value)} @click=${click}>${say(
    revealed ? 'hide' : 'show',
  )}<span class="ims-unseen"> ${label}</span></button>`
