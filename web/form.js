import { h } from './dom.js'
import { createField } from './field.js'

/** Where a group of fields begins: the label of the group, by its first field. @type {Record<string, string>} */
const groupLabels = { name: 'Connection', clientId: 'Credential', privateKey: 'Signing key', imsHost: 'Adobe IMS' }

const counted = ['name', 'description']

/**
 * The fields, in the order and by the properties of `ims.fields`, and the summary of their errors.
 * @param {{ ims: import('imskit').Ims, context: import('imskit').Context, draft: ReturnType<import('./draft.js').createDraft>,
 *   edited: () => void }} options
 */
export function createForm({ ims, context, draft, edited }) {
  const filled = ims.validate({}, { fields: [] }).connection // what need not be filled in
  const fields = new Map(
    ims.fields.map((field) => {
      const options = {
        mustFill: field.required && !(field.name in filled),
        counted: counted.includes(field.name),
        choices: choicesOf(field, ims, context),
      }
      return [field.name, createField(field, options)]
    }),
  )
  const summary = h('section', { class: 'summary', role: 'alert', tabindex: -1, hidden: true })

  for (const [name, { control }] of fields) {
    control.addEventListener('input', () => {
      draft.set(name, control.value)
      edited()
      render()
    })
    control.addEventListener(control instanceof HTMLSelectElement ? 'change' : 'blur', () =>
      whenReleased(() => leave(name)),
    )
  }

  /** @param {import('imskit').FormFieldName} name */
  function leave(name) {
    draft.leave(name)
    render()
  }

  function render() {
    const normalised = draft.normalised()
    for (const [name, field] of fields) {
      const key = name === 'privateKey' ? draft.key() : undefined
      field.render({
        value: draft.value(name),
        normalised: normalised[name] ?? '',
        issues: draft.issuesOf(name),
        remark: key ? `${key.algorithm}, ${key.bits} bits, ${key.format}` : '',
      })
    }
  }

  /** Shows errors at the top and moves the focus there; none closes it. @param {import('imskit').Issue[]} issues */
  function summarise(issues) {
    const errors = issues.filter(({ severity }) => severity === 'error')
    summary.hidden = errors.length === 0
    const title = errors.length === 1 ? 'There is a problem' : `There are ${errors.length} problems`
    summary.replaceChildren(h('h2', {}, title), h('ul', {}, ...errors.map((issue) => h('li', {}, linkTo(issue)))))
    if (errors.length > 0) summary.focus()
  }

  /** A link to the field of an issue, where the form has it. @param {{ field?: string, message: string }} issue */
  function linkTo({ field = '', message }) {
    const target = fields.get(/** @type {import('imskit').FormFieldName} */ (field))
    if (!target) return message
    const click = (/** @type {Event} */ event) => {
      event.preventDefault()
      target.element.scrollIntoView({ block: 'center' })
      target.control.focus({ preventScroll: true })
    }
    return h('a', { href: `#${target.control.id}`, click }, message)
  }

  return { summary, groups: groupFields(ims.fields, fields), render, summarise, linkTo }
}

/**
 * @param {import('imskit').FormField[]} rules @param {Map<string, { element: HTMLElement }>} fields
 */
function groupFields(rules, fields) {
  /** @type {HTMLElement[]} */
  const groups = []
  for (const { name } of rules) {
    if (name in groupLabels || groups.length === 0)
      groups.push(h('fieldset', {}, h('legend', {}, groupLabels[name] ?? '')))
    groups.at(-1)?.append(/** @type {{ element: HTMLElement }} */ (fields.get(name)).element)
  }
  return groups
}

/**
 * The choices of a field that is chosen rather than typed. Which of them can be used, validation says.
 * @param {import('imskit').FormField} field @param {import('imskit').Ims} ims @param {import('imskit').Context} context
 * @returns {import('./field.js').Choices[] | undefined}
 */
function choicesOf(field, ims, { runtimeEnvironments = [] }) {
  if (field.name === 'type') return [{ label: '', names: [field.default ?? ''] }]
  if (field.name !== 'runtimeEnvironment' || runtimeEnvironments.length === 0) return undefined
  const usable = (/** @type {string} */ runtimeEnvironment) =>
    ims.validate({ runtimeEnvironment }, { runtimeEnvironments, fields: ['runtimeEnvironment'] }).valid
  const names = runtimeEnvironments.map(({ name }) => name)
  return [
    { label: '', names: ['', ...names.filter(usable)] },
    { label: 'Not usable for this connection', names: names.filter((name) => !usable(name)) },
  ].filter((group) => group.names.length > 0)
}

let pressed = false
document.addEventListener('pointerdown', () => (pressed = true), true)
for (const type of ['pointerup', 'pointercancel']) document.addEventListener(type, () => (pressed = false), true)

/**
 * Runs what may move things on the page: at once, or after the click under way, which would otherwise miss its button.
 * @param {() => void} run
 */
function whenReleased(run) {
  if (!pressed) return run()
  const later = new AbortController()
  for (const type of ['pointerup', 'pointercancel']) {
    const released = () => {
      later.abort()
      setTimeout(run)
    }
    document.addEventListener(type, released, { signal: later.signal })
  }
}
