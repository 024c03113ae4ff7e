import { html, nothing, render } from '../dist/lit.js'
import { createForm } from './element/form.js'
import { loadReader } from './element/form-files.js'
import { setFormValue } from './element/form-value.js'
import { explainLoadFailure } from './element/load-failure.js'
import { followPointer } from './element/pointer.js'
import { adoptStyles } from './element/styles.js'
import { createSay } from './element/texts.js'
import { load } from './index.js'

/**
 * @typedef {import('./core/types.js').Connection} Connection
 * @typedef {import('./core/types.js').Context} Context
 * @typedef {import('./core/types.js').FieldName} FieldName
 * @typedef {import('./core/types.js').Issue} Issue
 * @typedef {import('./element/post-token.js').Token} Token
 * @typedef {import('./element/post-token.js').Refusal} Refusal
 * @typedef {import('./element/texts.js').Translations} Translations
 * @typedef {import('./element/texts.js').FieldTexts} FieldTexts
 * @typedef {import('./core/types.js').JsonObject} JsonObject
 * @typedef {{ valid: boolean, connection: Connection, issues: Issue[] }} Result
 *
 * @typedef {object} ImsConnectionEvents all of them bubble
 * @property {CustomEvent<{ field?: FieldName }>} change after each edit; without `field` if files filled in several
 * @property {CustomEvent<{ valid: boolean, issues: Issue[] }>} issues when validation found other issues than before
 * @property {CustomEvent<{ jwt: string, claims: JsonObject }>} jwt
 * @property {CustomEvent<Token>} token
 * @property {CustomEvent<Refusal>} refused why there is no token
 */

// A server has no elements, but can import the class.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (/** @type {unknown} */ (class {}))

let count = 0

const properties = ['connection', 'context', 'kept', 'tokenEndpoint', 'sandbox', 'texts', 'messages', 'fieldTexts']

/** @param {() => void} run Safari has no idle callbacks */
const whenIdle = (run) => (globalThis.requestIdleCallback ?? setTimeout)(run)

/** Loads what a dropped file needs while the network is there. */
const loadReaders = async () => (await loadReader()).loadZipReader()

/**
 * A property that was set before the element was defined hides the accessor with its name.
 * @param {Record<string, any>} element @param {string} name
 */
function takeOver(element, name) {
  if (!Object.hasOwn(element, name)) return
  const value = element[name]
  delete element[name]
  element[name] = value
}

/** Keeps the browser from leaving the page for a file that was dropped next to the form. @param {DragEvent} event */
function keepPage(event) {
  const target = /** @type {Element} */ (event.target)
  if (!event.dataTransfer?.types.includes('Files') || event.defaultPrevented) return
  if (target instanceof HTMLInputElement && target.type === 'file') return
  event.preventDefault()
}

/**
 * `<ims-connection>`: the form of a connection, in the light DOM. It validates, signs on the page, and gets a token from the
 * token host that `token-endpoint` names.
 *
 * It reports by `ImsConnectionEvents`. In a `<form>`, its value under `name` is the connection as JSON without its secrets,
 * and the form is not submitted while there are errors.
 * @example
 * import 'imskit/element'
 * const form = document.querySelector('ims-connection')
 * await form.ready
 * form.connection = { name: 'Clicks' }
 */
export class ImsConnectionElement extends Base {
  static formAssociated = true
  static observedAttributes = ['token-endpoint']

  /** Some DOMs of tests have no internals. @type {ElementInternals | undefined} */
  #internals = this.attachInternals?.()
  #prefix = ++count === 1 ? 'ims-' : `ims-${count}-`
  /** What the page set. @type {import('./element/form.js').Given & { connection: Connection }} */
  #given = { connection: {}, context: {}, kept: [], texts: {}, translations: {}, fieldTexts: {}, disabled: false }
  /** @type {import('./element/form.js').Form | undefined} */
  #form
  /** @type {HTMLElement | undefined} */
  #root
  #lastIssues = ''
  /** @type {{ resolve: () => void, reject: (reason: unknown) => void }} */
  #settle = { resolve() {}, reject() {} }

  /**
   * Resolves when the form can be used. Rejects with the reason if it cannot be loaded; trying again, which the form offers
   * then, replaces it.
   * @type {Promise<void>}
   */
  ready = this.#promise()

  connectedCallback() {
    adoptStyles(this.getRootNode())
    for (const type of /** @type {const} */ (['dragover', 'drop'])) document.addEventListener(type, keepPage)
    if (this.#root) return
    for (const name of properties) takeOver(this, name)
    this.#root = document.createElement('div')
    this.#root.className = 'ims-form'
    this.replaceChildren(this.#root)
    this.#start()
  }

  disconnectedCallback() {
    for (const type of /** @type {const} */ (['dragover', 'drop'])) document.removeEventListener(type, keepPage)
  }

  attributeChangedCallback() {
    this.#given.tokenEndpoint = this.tokenEndpoint
    this.#refresh()
  }

  /** The values of the form, with secrets. Setting it replaces everything. @type {Connection} */
  get connection() {
    return this.#form?.draft.values ?? { ...this.#given.connection }
  }
  set connection(connection) {
    if (this.#form) this.#form.replace(connection)
    else this.#given.connection = { ...connection }
  }

  /** What the connection is validated against: names taken, runtime environments, grant. @type {Context} */
  get context() {
    return this.#given.context
  }
  /** @param {Context | undefined} context */
  set context(context) {
    const before = this.#given.context
    this.#given.context = { ...context }
    this.#refresh(before)
  }

  /** Fields whose values are saved elsewhere, so that they may stay empty. @type {FieldName[]} */
  get kept() {
    return this.#given.kept
  }
  /** @param {FieldName[] | undefined} names */
  set kept(names) {
    this.#given.kept = [...(names ?? [])]
    this.#refresh()
  }

  /** URL of the token host's POST route. Without it, the form signs and gets no token. @type {string | undefined} */
  get tokenEndpoint() {
    return this.getAttribute('token-endpoint') ?? undefined
  }
  set tokenEndpoint(url) {
    if (url === undefined || url === null) this.removeAttribute('token-endpoint')
    else this.setAttribute('token-endpoint', String(url))
  }

  /** IMS host of a sandbox that signatures and tokens are for, instead of the connection's. @type {string | undefined} */
  get sandbox() {
    return this.#given.sandbox
  }
  set sandbox(url) {
    this.#given.sandbox = url ?? undefined
    this.#refresh()
  }

  /** Texts of the element instead of `defaultTexts`, by key. @type {Record<string, string>} */
  get texts() {
    return this.#given.texts
  }
  set texts(texts) {
    this.#given.texts = { ...texts }
    this.#refresh()
  }

  /** The messages of the core and the host in other words, by code. @type {Translations} */
  get messages() {
    return this.#given.translations
  }
  set messages(translations) {
    this.#given.translations = { ...translations }
    this.#refresh()
  }

  /** Labels and hints of fields in other words, by name. @type {Record<string, FieldTexts>} */
  get fieldTexts() {
    return this.#given.fieldTexts
  }
  set fieldTexts(texts) {
    this.#given.fieldTexts = { ...texts }
    this.#refresh()
  }

  /** Validates everything and shows what is wrong. @returns {Result} */
  validate() {
    return this.#use().check()
  }

  /** Moves the focus to a field and shows what is wrong with it. @param {string} name */
  showField(name) {
    this.#use().show(name)
  }

  /** Fills in what files hold, as if they were dropped on the form. @param {Iterable<File>} files */
  takeFiles(files) {
    return this.#use().takeFiles(files)
  }

  /** @returns {Promise<string | undefined>} the JWT, or undefined if the form now shows why there is none */
  signJwt() {
    return this.#use().signJwt()
  }

  /** @returns {Promise<Token | undefined>} the token, or undefined if the form now shows why there is none */
  requestToken() {
    return this.#use().getToken()
  }

  formResetCallback() {
    this.connection = {}
  }

  /** @param {boolean} disabled */
  formDisabledCallback(disabled) {
    this.#given.disabled = disabled
    this.#form?.paint()
  }

  #use() {
    if (!this.#form) throw new Error('The form is not ready. Await its property `ready` first.')
    return this.#form
  }

  #promise() {
    const promise = new Promise((resolve, reject) => {
      this.#settle = { resolve: () => resolve(undefined), reject }
    })
    promise.catch(() => {}) // the form shows the reason; not everyone waits for it
    return /** @type {Promise<void>} */ (promise)
  }

  async #start() {
    this.#showStart('starting')
    try {
      const ims = await load()
      this.#build(ims)
    } catch (error) {
      this.#showStart(await explainLoadFailure())
      this.#settle.reject(error)
    }
  }

  /** @param {'starting' | Awaited<ReturnType<typeof explainLoadFailure>>} text */
  #showStart(text) {
    const say = createSay(this.#given.texts)
    const again = () => {
      this.ready = this.#promise()
      this.#start()
    }
    const canRetry = text === 'startFailed'
    const view = html`<p class="ims-start" role=${text === 'starting' ? 'status' : 'alert'}>${say(text, { source: "'wasm-unsafe-eval'" })}
      ${canRetry ? html`<button type="button" @click=${again}>${say('again')}</button>` : nothing}</p>`
    render(view, /** @type {HTMLElement} */ (this.#root))
  }

  /** @param {import('./core/types.js').Ims} ims */
  #build(ims) {
    const { connection } = this.#given
    this.#form = createForm({
      ...{ ims, root: /** @type {HTMLElement} */ (this.#root), given: this.#given, prefix: this.#prefix },
      isInForm: () => Boolean(this.#internals?.form),
      emit: (type, detail) => this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail })),
      changed: () => this.#report(),
    })
    this.#form.replace(connection)
    this.#given.connection = {} // the draft has it
    whenIdle(() => loadReaders().catch(() => {})) // a dropped file reports it
    this.#settle.resolve()
  }

  /** @param {Context} [before] */
  #refresh(before = this.#given.context) {
    this.#form?.refresh(before)
  }

  /** Tells the surrounding form and the listeners what is wrong now. */
  #report() {
    if (!this.#form) return
    const { ims, draft, control } = this.#form
    const { result } = draft
    const first = result.issues.find(({ severity }) => severity === 'error')
    setFormValue(this.#internals, { ims, result, anchor: control(first?.field ?? '') ?? undefined })
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
