import { createChooser } from './chooser.js'
import { h } from './dom.js'
import { createForm } from './form.js'
import { createGrant } from './grant.js'
import { createPanel } from './panel.js'
import { createTranslate } from './texts.js'

/**
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {import('../index.js').Context} Context
 * @typedef {import('../index.js').FieldName} FieldName
 * @typedef {import('../index.js').Ims} Ims
 * @typedef {import('./texts.js').Translations} Translations
 * @typedef {import('./texts.js').FieldTexts} FieldTexts
 * @typedef {{ context: Context, kept: FieldName[] }} Given what the connection is judged by
 * @typedef {{ texts: Record<string, string>, translations: Translations, fieldTexts: Record<string, FieldTexts> }} Language
 */

/**
 * The parts of the element and how they work together.
 * @param {object} options
 * @param {Ims} options.ims
 * @param {import('./draft.js').Draft} options.draft
 * @param {Given} options.given
 * @param {import('./texts.js').Say} options.say
 * @param {Translations} options.translations
 * @param {Record<string, FieldTexts>} options.fieldTexts
 * @param {string} options.prefix of the ids
 * @param {string} [options.tokenEndpoint]
 * @param {(type: string, detail: object) => void} options.emit
 * @param {() => void} options.changed
 */
export function createParts({
  ims,
  draft,
  given,

  say,
  translations,
  fieldTexts,
  prefix,
  tokenEndpoint,
  emit,
  changed,
}) {
  draft.context = given.context
  draft.kept = given.kept
  const rules = ims.fields.map((field) => ({ ...field, ...fieldTexts[field.name] }))
  const labelOf = (/** @type {string} */ name) => rules.find((field) => field.name === name)?.label ?? name
  const translate = createTranslate(translations, labelOf)
  const status = h('p', { class: 'unseen', role: 'status' })
  const announce = (/** @type {string} */ text) => {
    status.textContent = text
  }
  const form = createForm({ ims, rules, draft, prefix, say, translate, edited, announce })
  const panel = createPanel({ ims, draft, form, say, translate, labelOf, tokenEndpoint, take, announce, emit })

  /** @param {string} field */
  function edited(field) {
    panel.refresh()
    emit('change', { field })
    changed()
  }

  function check() {
    const result = draft.validate()
    form.render()
    form.summarise(result.issues)
    changed()
    return result
  }

  function take() {
    const { valid, connection } = check()
    return valid ? connection : undefined
  }

  /** @param {string} name */
  function show(name) {
    const field = rules.find((rule) => rule.name === name)
    if (!field) return
    draft.judge(field.name)
    form.render()
    form.control(name)?.focus()
  }

  /** @param {Connection} connection */
  function replace(connection) {
    draft.replace(connection)
    form.summarise([])
    form.render()
    panel.reset()
    changed()
  }

  /** Files have filled in some fields. @param {'client_credentials'} [grant] */
  function filled(grant) {
    if (grant && tokenEndpoint) choose(grant)
    form.summarise([])
    form.render()
    panel.reset()
    emit('change', {})
    changed()
  }

  /** What the connection is judged by has changed: other names are taken, say. */
  function judge() {
    const { grant } = draft.context
    draft.context = given.context
    draft.kept = given.kept
    form.render()
    if (given.context.grant !== grant) {
      grants.show(given.context.grant ?? 'jwt')
      panel.reset()
    }
    changed()
  }

  /** @param {'jwt' | 'client_credentials'} grant */
  function choose(grant) {
    given.context = { ...given.context, grant }
    judge()
  }

  const grants = createGrant({ prefix, say, grant: given.context.grant ?? 'jwt', choose })
  const chooser = createChooser({ ims, draft, prefix, say, translate, filled, announce })
  const [connectionGroup, ...groups] = form.groups
  const mustFill = h('p', { class: 'quiet' }, h('span', { class: 'required' }, '*'), ` ${say('mustFill')}`)
  const fields = h(
    'div',
    { class: 'fields' },
    chooser.element,
    mustFill,
    connectionGroup,
    tokenEndpoint !== undefined && grants.element,
    ...groups,
  )
  const element = h(
    'div',
    { class: 'form' },
    form.summary,
    h('div', { class: 'columns' }, fields, panel.element),
    status,
  )
  // Events of the controls are the element's own affair; what it tells has its own names and details.
  for (const type of ['input', 'change']) element.addEventListener(type, (event) => event.stopPropagation())
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    panel.submit()
  })
  chooser.watch(element)
  form.render()
  panel.refresh()
  return { ims, draft, form, panel, chooser, element, check, show, replace, judge }
}
