import { h } from './element/dom.js'
import { createDraft } from './element/draft.js'
import { setFormValue } from './element/form-value.js'
import { createParts } from './element/parts.js'
import { followPointer } from './element/pointer.js'
import { adoptStyles } from './element/styles.js'
import { createSay } from './element/texts.js'
import { load } from './index.js'

/**
 * @typedef {import('./index.js').Connection} Connection
 * @typedef {import('./index.js').Context} Context
 * @typedef {import('./index.js').FieldName} FieldName
 * @typedef {import('./index.js').Ims} Ims
 * @typedef {import('./index.js').Issue} Issue
 * @typedef {import('./element/host.js').Token} Token
 * @typedef {import('./element/host.js').Refusal} Refusal
 * @typedef {import('./element/texts.js').Translations} Translations
 * @typedef {import('./element/texts.js').FieldTexts} FieldTexts
 * @typedef {{ valid: boolean, connection: Connection, issues: Issue[] }} Result
 *
 * @typedef {object} ImsConnectionEvents all of them bubble
 * @property {CustomEvent<{ field?: FieldName }>} change after each edit; no field where files filled in several
 * @property {CustomEvent<{ valid: boolean, issues: Issue[] }>} issues when a check found others
 * @property {CustomEvent<{ jwt: string, claims: import('./index.js').JsonObject }>} jwt
 * @property {CustomEvent<Token>} token
 * @property {CustomEvent<Refusal>} refused why there is no token
 */

// On a server there are no elements; the class can be imported there all the same.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (/** @type {unknown} */ (class {}))

let count = 0

const properties = ['connection', 'context', 'kept', 'tokenEndpoint', 'texts', 'messages', 'fieldTexts']

/**
 * A property that was set before the element was defined hides the accessor of its name.
 * @param {Record<string, any>} element @param {string} name
 */
function takeOver(element, name) {
  if (!Object.hasOwn(element, name)) return
  const value = element[name]
  delete element[name]
  element[name] = value
}

/**
 * `<ims-connection>`: the form of a connection, in the light DOM. It checks, signs in the page, and has a token host
 * exchange the JWT where `token-endpoint` names one.
 *
 * It tells what happens by `ImsConnectionEvents`. In a `<form>`, its value under `name` is the connection as JSON without
 * its secrets, and the form is not submitted while there are errors.
 */
export class ImsConnectionElement extends Base {
  static formAssociated = true
  static observedAttributes = ['token-endpoint']

  #internals = this.attachInternals()
  #prefix = ++count === 1 ? 'ims-' : `ims-${count}-`
  /** What the page gave. @type {import('./element/parts.js').Given & import('./element/parts.js').Language & { connection: Connection }} */
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
    for (const name of properties) takeOver(this, name)
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
    if (this.#parts) this.#parts.replace(connection)
    else this.#given.connection = { ...connection }
  }

  /** What the connection is checked against: names taken, runtime environments, grant. @type {Context} */
  get context() {
    return this.#given.context
  }
  /** @param {Context | undefined} context */
  set context(context) {
    const choices = JSON.stringify(this.#given.context.runtimeEnvironments)
    this.#given.context = { ...context }
    if (choices === JSON.stringify(context?.runtimeEnvironments)) this.#parts?.judge()
    else this.#rebuild()
  }

  /** Fields whose value somebody else keeps, so that they may stay empty. @type {FieldName[]} */
  get kept() {
    return this.#given.kept
  }
  /** @param {FieldName[] | undefined} names */
  set kept(names) {
    this.#given.kept = [...(names ?? [])]
    this.#parts?.judge()
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

  /** Moves the focus to a field of the form and shows what is wrong with it. @param {string} name */
  showField(name) {
    this.#use().show(name)
  }

  /** Fills in what files hold, as when they are dropped on the form. @param {Iterable<File>} files */
  takeFiles(files) {
    return this.#use().chooser.take(files)
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

  /** @param {Ims} ims @param {import('./element/draft.js').Draft} [draft] what has been filled in already */
  #build(ims, draft) {
    const { connection } = this.#given
    const parts = createParts({
      ...{ ims, draft: draft ?? createDraft(ims), given: this.#given, ...this.#language() },
      ...{ prefix: this.#prefix, tokenEndpoint: this.tokenEndpoint },
      emit: (type, detail) => this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail })),
      changed: () => this.#report(),
    })
    this.#parts = parts
    const { id = '' } = document.activeElement ?? {}
    this.replaceChildren(parts.element)
    if (!draft) parts.replace(connection)
    this.#given.connection = {} // the draft has it
    if (id.startsWith(this.#prefix)) document.getElementById(id)?.focus()
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

if (globalThis.customElements && !customElements.get('ims-connection')) {
  followPointer()
  customElements.define('ims-connection', ImsConnectionElement)
}
