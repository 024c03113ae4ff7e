import { choicesOf } from './choices.js'
import { h } from './dom.js'
import { createField } from './field.js'
import { whenReleased } from './pointer.js'

/** Where a group of fields begins: the text of its label, by its first field. @type {Record<string, string>} */
const groupTexts = { name: 'groupConnection', clientId: 'groupCredential', privateKey: 'groupKey', imsHost: 'groupIms' }

const counted = ['name', 'description']

/** A check that takes longer than this waits until the typing pauses: a key may be encrypted at length. */
const longCheckMs = 40
const pauseMs = 300

/** @typedef {ReturnType<typeof createForm>} Form */

/**
 * The fields, in the order and by the properties of `ims.fields`, and the summary of their errors.
 * @param {object} options
 * @param {import('../index.js').Ims} options.ims
 * @param {import('../index.js').FormField[]} options.rules `ims.fields`, in the language of the page
 * @param {import('./draft.js').Draft} options.draft
 * @param {string} options.prefix of the ids
 * @param {import('./texts.js').Say} options.say
 * @param {import('./texts.js').Translate} options.translate
 * @param {(field: string) => void} options.edited after each edit
 * @param {(text: string) => void} options.announce to screen readers
 */
export function createForm({ ims, rules, draft, prefix, say, translate, edited, announce }) {
  const filled = ims.validate({}, { fields: [] }).connection // what need not be filled in
  const fields = new Map(
    rules.map((field) => {
      const options = {
        ...{ id: `${prefix}${field.name}`, say },
        mustFill: field.required && !(field.name in filled),
        counted: counted.includes(field.name),
        choices: choicesOf(field, ims, draft.context, say),
      }
      return [field.name, createField(field, options)]
    }),
  )
  // What client_credentials has no use for; the passphrase goes with the key.
  const jwtOnly = rules.flatMap(({ name, jwtOnly }) => (jwtOnly || name === 'passphrase' ? [name] : []))
  const groups = groupFields(rules, fields, say)
  const title = h('h2', { id: `${prefix}summary` })
  const links = h('ul')
  const described = { tabindex: -1, 'aria-labelledby': title.id, hidden: true }
  const summary = h('section', { class: 'summary', ...described }, title, links)
  let lastCheckMs = 0

  for (const [name, { control }] of fields) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let pause
    const take = () => {
      clearTimeout(pause)
      const start = performance.now()
      draft.set(name, control.value)
      render()
      edited(name)
      lastCheckMs = performance.now() - start
    }
    control.addEventListener('input', () => {
      clearTimeout(pause)
      if (lastCheckMs > longCheckMs) pause = setTimeout(take, pauseMs)
      else take()
    })
    // What is pasted is whole, and judged at once; a credential file goes elsewhere.
    control.addEventListener('paste', (event) => setTimeout(() => event.defaultPrevented || leave(name)))
    control.addEventListener(control instanceof HTMLSelectElement ? 'change' : 'blur', () => {
      if (control.value !== draft.value(name)) take()
      whenReleased(() => leave(name))
    })
  }

  /** @param {import('../index.js').FormFieldName} name */
  function leave(name) {
    const before = spoken(name)
    draft.leave(name)
    render()
    if (spoken(name) !== before) announce(spoken(name))
  }

  /** What a screen reader is to say of a field that was left, once. @param {string} name */
  const spoken = (name) =>
    draft
      .issuesOf(name)
      .map(translate)
      .map(({ severity, message, hint = '' }) => `${say(severity)}: ${message} ${hint}`)
      .join(' ')

  function render() {
    const normalised = draft.normalised()
    for (const [name, field] of fields) {
      field.render({
        value: draft.value(name),
        normalised: normalised[name] ?? '',
        issues: draft.issuesOf(name).map(translate),
        kept: draft.kept.includes(name),
        remarks: name === 'privateKey' ? remarkOnKey() : [],
      })
      field.element.hidden = draft.context.grant === 'client_credentials' && jwtOnly.includes(name)
    }
    for (const group of groups) group.hidden = [...group.children].every((child) => child.matches('legend, [hidden]'))
  }

  /** What the key is, and what was mended of it. */
  function remarkOnKey() {
    const key = draft.key()
    if (!key) return []
    const mended = ims.tables.repairs.filter(({ code }) => key.repairs.includes(code))
    const expires = key.matchesCertificate && key.certificateExpires
    return [
      ...(key.usable ? [say(key.encrypted ? 'keyEncrypted' : 'key', { ...key })] : []),
      ...mended.map((repair) => `${say('mended')} ${translate(repair).message}`),
      ...(expires ? [say('certificateMatches', { date: expires.toLocaleDateString() })] : []),
    ]
  }

  /** Shows errors at the top and moves the focus there; none closes it. @param {import('../index.js').Issue[]} issues */
  function summarise(issues) {
    const errors = issues.filter(({ severity }) => severity === 'error').map(translate)
    summary.hidden = errors.length === 0
    title.textContent = say(errors.length === 1 ? 'oneProblem' : 'problems', { count: errors.length })
    links.replaceChildren(...errors.map((issue) => h('li', {}, linkTo(issue))))
    if (errors.length > 0) summary.focus()
  }

  /** A link to the field of an issue, where the form has it. @param {{ field?: string, message: string }} issue */
  function linkTo({ field = '', message }) {
    const target = fields.get(/** @type {import('../index.js').FormFieldName} */ (field))
    if (!target) return message
    const click = (/** @type {Event} */ event) => {
      event.preventDefault()
      target.element.scrollIntoView({ block: 'center' })
      target.control.focus({ preventScroll: true })
    }
    return h('a', { href: `#${target.control.id}`, click }, message)
  }

  return { summary, groups, render, summarise, linkTo, control: (/** @type {any} */ name) => fields.get(name)?.control }
}

/**
 * @param {import('../index.js').FormField[]} rules @param {Map<string, { element: HTMLElement }>} fields
 * @param {import('./texts.js').Say} say
 */
function groupFields(rules, fields, say) {
  /** @type {HTMLElement[]} */
  const groups = []
  for (const { name } of rules) {
    const text = groupTexts[name]
    if (text || groups.length === 0) groups.push(h('fieldset', {}, h('legend', {}, text ? say(text) : '')))
    groups.at(-1)?.append(/** @type {{ element: HTMLElement }} */ (fields.get(name)).element)
  }
  return groups
}
