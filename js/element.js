import styles from '../dist/element-style.js'
import { h } from './element/dom.js'
import { createDraft } from './element/draft.js'
import { createForm } from './element/form.js'
import { setFormValue } from './element/form-value.js'
import { createGrant } from './element/grant.js'
import { createPanel } from './element/panel.js'
import { followPointer } from './element/pointer.js'
import { createSay, createTranslate } from './element/texts.js'
import { load } from './index.js'

/**
 * @typedef {import('./index.js').Connection} Connection
 * @typedef {import('./index.js').Context} Context
 * @typedef {import('./index.js').FieldName} FieldName
 * @typedef {import('./index.js').Ims} Ims
 * @typedef {import('./index.js').Issue} Issue
 * @typedef {import('./element/host.js').Token} Token
 * @typedef {import('./element/texts.js').Translations} Translations
 * @typedef {import('./element/texts.js').FieldTexts} FieldTexts
 * @typedef {{ valid: boolean, connection: Connection, issues: Issue[] }} Result
 */

// On a server there are no elements; the class can be imported there all the same.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (/** @type {unknown} */ (class {}))

let count = 0

/**
 * `<ims-connection>`: the form of a connection, in the light DOM. It checks, signs in the page, and has a token host
 * exchange the JWT where `token-endpoint` names one.
 *
 * Events, all bubbling: `change` after each edit (`detail.field`), `issues` when a check found others (`detail` is
 * `{ valid, issues }`), `jwt` (`{ jwt, claims }`), `token` (`{ accessToken, tokenType, expiresAt }`) and `refused` (why
 * there is no token). In a `<form>`, its value under `name` is the connection as JSON without its secrets, and the form is
 * not submitted while there are errors.
 */
export class ImsConnectionElement extends Base {
  static formAssociated = true
  static observedAttributes = ['token-endpoint']

  #internals = this.attachInternals()
  #prefix = ++count === 1 ? 'ims-' : `ims-${count}-`
  /** @type {{ connection: Connection, context: Context, kept: FieldName[], texts: Record<string, string>, translations: Translations, fieldTexts: Record<string, FieldTexts> }} */
  #given = { connection: {}, context: {}, kept: [], texts: {}, translations: {}, fieldTexts: {} }
  /** @type {ReturnType<typeof createParts> | undefined} */
  #parts
  #lastIssues = ''
  #starting = false
  /** @type {() => void} */
  #started = () => {}

  /** Resolves when the form can be used. @type {Promise<void>} */
  ready = new Promise((resolve) => {
    this.#started = resolve
  })

  connectedCallback() {
    adoptStyles(this.getRootNode())
    if (this.#starting) return
    this.#starting = true
    const { say } = this.#language()
    this.replaceChildren(h('p', { class: 'quiet', role: 'status' }, say('starting')))
    load().then(
      (ims) => this.#build(ims),
      (error) => {
        this.replaceChildren(h('p', { role: 'alert' }, say('cannotStart')))
        throw error
      },
    )
  }

  attributeChangedCallback() {
    this.#rebuild()
  }

  /** What the form holds, secrets too; setting it replaces everything. @type {Connection} */
  get connection() {
    return this.#parts?.draft.values ?? { ...this.#given.connection }
  }
  set connection(connection) {
    this.#given.connection = { ...connection }
    this.#parts?.replace(this.#given.connection)
  }

  /** What the connection is checked against: names taken, runtime environments, grant. @type {Context} */
  get context() {
    return this.#given.context
  }
  set context(context) {
    this.#given.context = { ...context }
    this.#rebuild()
  }

  /** Fields whose value somebody else keeps, so that they may stay empty. @type {FieldName[]} */
  get kept() {
    return this.#given.kept
  }
  set kept(names) {
    this.#given.kept = [...names]
    this.#rebuild()
  }

  /** Where the token host takes its POST; without it, the form signs and gets no token. @type {string | undefined} */
  get tokenEndpoint() {
    return this.getAttribute('token-endpoint') ?? undefined
  }
  set tokenEndpoint(url) {
    if (url === undefined || url === null) this.removeAttribute('token-endpoint')
    else this.setAttribute('token-endpoint', String(url))
  }

  /** Texts of the element instead of `defaultTexts`, by key. @type {Record<string, string>} */
  get texts() {
    return this.#given.texts
  }
  set texts(texts) {
    this.#given.texts = { ...texts }
    this.#rebuild()
  }

  /** The core's and the host's messages in other words, by code. @type {Translations} */
  get messages() {
    return this.#given.translations
  }
  set messages(translations) {
    this.#given.translations = { ...translations }
    this.#rebuild()
  }

  /** Labels and hints of fields in other words, by name. @type {Record<string, FieldTexts>} */
  get fieldTexts() {
    return this.#given.fieldTexts
  }
  set fieldTexts(texts) {
    this.#given.fieldTexts = { ...texts }
    this.#rebuild()
  }

  /** Checks everything and shows what is wrong, as when somebody signs. @returns {Result} */
  validate() {
    return this.#use().check()
  }

  /** @returns {Promise<string | undefined>} the JWT, or undefined where the form now shows why there is none */
  signJwt() {
    return this.#use().panel.signJwt()
  }

  /** @returns {Promise<Token | undefined>} the token, or undefined where the form now shows why there is none */
  requestToken() {
    return this.#use().panel.getToken()
  }

  formResetCallback() {
    this.connection = {}
  }

  /** @param {boolean} disabled */
  formDisabledCallback(disabled) {
    this.inert = disabled
  }

  #use() {
    if (!this.#parts) throw new Error('The form is not ready: await its property `ready`.')
    return this.#parts
  }

  #language() {
    const { texts, translations, fieldTexts } = this.#given
    return { say: createSay(texts), translations, fieldTexts }
  }

  #rebuild() {
    if (this.#parts) this.#build(this.#parts.ims, this.#parts.draft)
  }

  /** @param {Ims} ims @param {ReturnType<typeof createDraft>} [draft] what has been filled in already */
  #build(ims, draft) {
    const { connection, context, kept } = this.#given
    const parts = createParts({
      ...{ ims, draft: draft ?? createDraft(ims), context, kept, ...this.#language() },
      ...{ prefix: this.#prefix, tokenEndpoint: this.tokenEndpoint },
      emit: (type, detail) => this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail })),
      changed: () => this.#report(),
    })
    this.#parts = parts
    if (!draft) parts.replace(connection)
    this.replaceChildren(parts.element)
    this.#report()
    this.#started()
  }

  /** Tells the surrounding form, and who listens, what is wrong now. */
  #report() {
    const { ims, draft, form } = this.#use()
    const result = draft.everything()
    const first = result.issues.find(({ severity }) => severity === 'error')
    if (this.#internals.form) setFormValue(this.#internals, { ims, result, anchor: form.control(first?.field) })
    const issues = JSON.stringify(result.issues)
    if (issues === this.#lastIssues) return
    this.#lastIssues = issues
    const { valid } = result
    this.dispatchEvent(new CustomEvent('issues', { bubbles: true, detail: { valid, issues: result.issues } }))
  }
}

/**
 * The parts of the element and how they work together.
 * @param {object} options
 * @param {Ims} options.ims
 * @param {ReturnType<typeof createDraft>} options.draft
 * @param {Context} options.context
 * @param {FieldName[]} options.kept
 * @param {import('./element/texts.js').Say} options.say
 * @param {Translations} options.translations
 * @param {Record<string, FieldTexts>} options.fieldTexts
 * @param {string} options.prefix of the ids
 * @param {string} [options.tokenEndpoint]
 * @param {(type: string, detail: object) => void} options.emit
 * @param {() => void} options.changed
 */
function createParts({
  ims,
  draft,
  context,
  kept,
  say,
  translations,
  fieldTexts,
  prefix,
  tokenEndpoint,
  emit,
  changed,
}) {
  draft.context = context
  draft.kept = kept
  const rules = ims.fields.map((field) => ({ ...field, ...fieldTexts[field.name] }))
  const labelOf = (/** @type {string} */ name) => rules.find((field) => field.name === name)?.label ?? name
  const translate = createTranslate(translations, labelOf)
  const status = h('p', { class: 'unseen', role: 'status' })
  const announce = (/** @type {string} */ text) => {
    status.textContent = text
  }
  const form = createForm({ ims, rules, draft, prefix, say, translate, edited, announce })
  const panel = createPanel({ ims, draft, form, say, translate, tokenEndpoint, take, announce, emit })

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

  /** @param {Connection} connection */
  function replace(connection) {
    draft.replace(connection)
    form.summarise([])
    form.render()
    panel.reset()
    changed()
  }

  /** @param {'jwt' | 'client_credentials'} grant */
  function choose(grant) {
    context.grant = grant
    draft.context = context
    form.render()
    panel.reset()
    changed()
  }

  const grant = tokenEndpoint !== undefined && createGrant({ prefix, say, grant: context.grant ?? 'jwt', choose })
  const [connectionGroup, ...groups] = form.groups
  const mustFill = h('p', { class: 'quiet' }, h('span', { class: 'required' }, '*'), ` ${say('mustFill')}`)
  const fields = h('div', { class: 'fields' }, mustFill, connectionGroup, grant, ...groups)
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
  form.render()
  panel.refresh()
  return { ims, draft, form, panel, element, check, replace }
}

/** @type {WeakMap<Node, boolean>} */
const styled = new WeakMap()

/** As a constructed style sheet, which a strict content security policy lets pass. @param {Node} root */
function adoptStyles(root) {
  if (styled.has(root) || !(root instanceof Document || root instanceof ShadowRoot)) return
  styled.set(root, true)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets.push(sheet)
}

if (globalThis.customElements && !customElements.get('ims-connection')) {
  followPointer()
  customElements.define('ims-connection', ImsConnectionElement)
}
