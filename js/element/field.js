import { h, toggleClass } from './dom.js'

/**
 * @typedef {{ label: string, options: { value: string, text: string }[] }} Choices of a select, in groups; the label of the
 *   first may be empty
 * @typedef {import('../index.js').FormField} FormField
 * @typedef {import('./draft.js').ShownIssue} ShownIssue
 */

/**
 * One field of the form: label, hint, control, count and issues.
 * @param {FormField} field
 * @param {{ id: string, say: import('./texts.js').Say, mustFill: boolean, counted: boolean, choices?: Choices[] }} options
 */
export function createField(field, { id, say, mustFill, counted, choices }) {
  const control = choices ? createSelect(choices) : createInput(field)
  const issueList = h('ul', { class: 'issues', id: `${id}-issues` })
  const count = counted ? h('p', { class: 'count', id: `${id}-count` }) : undefined
  const note = h('div', { class: 'note', id: `${id}-note` })
  const hint = field.hint ? h('p', { class: 'hint', id: `${id}-hint` }, field.hint) : undefined
  const described = [hint, count, note, issueList].flatMap((element) => element?.id ?? [])

  // Without a name, nothing of a control can ever get into a URL.
  control.id = id
  control.setAttribute('aria-describedby', described.join(' '))
  if (mustFill) control.setAttribute('aria-required', 'true')

  const element = h(
    'div',
    { class: 'field' },
    h('label', { for: id }, field.label, mustFill && h('span', { class: 'required', 'aria-hidden': 'true' }, ' *')),
    hint,
    h('div', { class: 'control' }, control, field.secret && createToggle(field.label, control, say)),
    count,
    note,
    issueList,
  )

  /**
   * @param {{ value: string, normalised: string, issues: ShownIssue[], kept: boolean, remarks: string[] }} state
   */
  function render({ value, normalised, issues, kept, remarks }) {
    if (control instanceof HTMLSelectElement) choose(control, value || field.default || '')
    else if (control.value !== value) control.value = value
    if (!(control instanceof HTMLSelectElement)) control.placeholder = value ? '' : kept ? say('kept') : normalised
    if (count) {
      const length = [...normalised].length
      count.textContent = say('characters', { count: length, max: field.maxLength })
      toggleClass(count, 'over', length > Number(field.maxLength))
    }
    const invalid = issues.some(({ severity }) => severity === 'error')
    control.setAttribute('aria-invalid', String(invalid))
    toggleClass(element, 'has-error', invalid)
    toggleClass(element, 'has-warning', !invalid && issues.length > 0)
    update(note, remarks, (remark) => h('p', {}, remark))
    update(issueList, issues, writeIssue)
  }

  /** @param {ShownIssue} issue */
  function writeIssue({ severity, message, hint: mend = '' }) {
    const news = mend.replace(field.hint ?? '', '').trim() // what the field's own hint does not say already
    return h(
      'li',
      { class: severity },
      h('strong', {}, `${say(severity)}: `),
      message,
      news !== '' && h('span', { class: 'mend' }, ` ${news}`),
    )
  }

  return { element, control, render }
}

/**
 * Writes what is new and leaves the rest, which a screen reader may be at and a pointer over.
 * @template T @param {HTMLElement} parent @param {T[]} items @param {(item: T) => HTMLElement} write
 */
function update(parent, items, write) {
  const children = items.map(write)
  const now = [...parent.children].map(({ outerHTML }) => outerHTML).join('')
  if (now !== children.map(({ outerHTML }) => outerHTML).join('')) parent.replaceChildren(...children)
}

/** @param {FormField} field */
function createInput({ secret, multiline }) {
  const attributes = { autocomplete: 'off', autocapitalize: 'off', spellcheck: String(multiline && !secret) }
  if (multiline)
    return /** @type {HTMLTextAreaElement} */ (
      h('textarea', { ...attributes, rows: secret ? 4 : 2, class: secret ? 'masked mono' : 'prose' })
    )
  return /** @type {HTMLInputElement} */ (h('input', { ...attributes, type: secret ? 'password' : 'text' }))
}

/** @param {Choices[]} choices */
function createSelect(choices) {
  const groups = choices.flatMap(({ label, options }) => {
    const written = options.map(({ value, text }) => h('option', { value }, text))
    return label ? [h('optgroup', { label }, ...written)] : written
  })
  return /** @type {HTMLSelectElement} */ (h('select', {}, ...groups))
}

/** Chooses a value, which need not be among the choices: it came from somewhere, and its issue is to be seen. */
function choose(/** @type {HTMLSelectElement} */ select, /** @type {string} */ value) {
  if (![...select.options].some((option) => option.value === value)) select.append(h('option', { value }, value))
  select.value = value
}

/**
 * Shows and hides a secret.
 * @param {string} label @param {HTMLElement} control @param {import('./texts.js').Say} say
 */
function createToggle(label, control, say) {
  const name = h('span', { class: 'unseen' }, ` ${label}`)
  const button = h('button', { type: 'button', class: 'small', click: toggle }, say('show'), name)
  let hidden = true
  function toggle() {
    hidden = !hidden
    if (control instanceof HTMLInputElement) control.type = hidden ? 'password' : 'text'
    else toggleClass(control, 'masked', hidden)
    button.replaceChildren(say(hidden ? 'show' : 'hide'), name)
  }
  return button
}
