import { h } from './dom.js'

/**
 * @typedef {{ label: string, names: string[] }} Choices of a select, in groups; the label of the first may be empty
 *
 * One field of the form: label, hint, control, count and issues.
 * @param {import('imskit').FormField} field
 * @param {{ mustFill: boolean, counted: boolean, choices?: Choices[] }} options
 */
export function createField(field, { mustFill, counted, choices }) {
  const id = `ims-${field.name}`
  const control = choices ? createSelect(choices) : createInput(field)
  const issueList = h('ul', { class: 'issues', id: `${id}-issues` })
  const count = counted ? h('p', { class: 'count', id: `${id}-count` }) : undefined
  const note = h('p', { class: 'note', id: `${id}-note` })
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
    h('div', { class: 'control' }, control, field.secret && createToggle(field, control)),
    count,
    note,
    issueList,
  )

  /**
   * @param {{ value: string, normalised: string, issues: Pick<import('imskit').Issue, 'severity' | 'message' | 'hint'>[],
   *   remark?: string }} state
   */
  function render({ value, normalised, issues, remark = '' }) {
    if (control instanceof HTMLSelectElement) choose(control, value || field.default || '')
    else if (control.value !== value) control.value = value
    if (!(control instanceof HTMLSelectElement)) control.placeholder = value ? '' : normalised
    if (count) {
      const length = [...normalised].length
      count.textContent = `${length} of ${field.maxLength} characters`
      count.classList.toggle('over', length > Number(field.maxLength))
    }
    note.textContent = remark
    const invalid = issues.some(({ severity }) => severity === 'error')
    control.setAttribute('aria-invalid', String(invalid))
    element.classList.toggle('has-error', invalid)
    element.classList.toggle('has-warning', !invalid && issues.length > 0)
    issueList.replaceChildren(...issues.map(writeIssue))
  }

  /** @param {Pick<import('imskit').Issue, 'severity' | 'message' | 'hint'>} issue */
  function writeIssue({ severity, message, hint: mend = '' }) {
    const news = mend.replace(field.hint ?? '', '').trim() // what the field's own hint does not say already
    return h(
      'li',
      { class: severity },
      h('strong', {}, severity === 'error' ? 'Error: ' : 'Warning: '),
      message,
      news !== '' && h('span', { class: 'mend' }, ` ${news}`),
    )
  }

  return { element, control, render }
}

/** @param {import('imskit').FormField} field */
function createInput({ secret, multiline }) {
  const attributes = { autocomplete: 'off', autocapitalize: 'off', spellcheck: String(multiline && !secret) }
  if (multiline)
    return /** @type {HTMLTextAreaElement} */ (
      h('textarea', { ...attributes, rows: 4, class: secret && 'masked mono' })
    )
  return /** @type {HTMLInputElement} */ (h('input', { ...attributes, type: secret ? 'password' : 'text' }))
}

/** @param {Choices[]} choices */
function createSelect(choices) {
  const options = (/** @type {string[]} */ names) =>
    names.map((name) => h('option', { value: name }, name || 'Choose …'))
  const groups = choices.flatMap(({ label, names }) =>
    label ? [h('optgroup', { label }, ...options(names))] : options(names),
  )
  return /** @type {HTMLSelectElement} */ (h('select', {}, ...groups))
}

/** Chooses a value, which need not be among the choices: it came from somewhere, and its issue is to be seen. */
function choose(/** @type {HTMLSelectElement} */ select, /** @type {string} */ value) {
  if (![...select.options].some((option) => option.value === value)) select.append(h('option', { value }, value))
  select.value = value
}

/**
 * Shows and hides a secret.
 * @param {import('imskit').FormField} field @param {HTMLElement} control
 */
function createToggle({ label }, control) {
  const name = h('span', { class: 'unseen' }, ` ${label}`)
  const button = h('button', { type: 'button', class: 'small', click: toggle }, 'Show', name)
  let hidden = true
  function toggle() {
    hidden = !hidden
    if (control instanceof HTMLInputElement) control.type = hidden ? 'password' : 'text'
    else control.classList.toggle('masked', hidden)
    button.replaceChildren(hidden ? 'Show' : 'Hide', name)
  }
  return button
}
