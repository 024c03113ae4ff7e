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
 * @typedef {import('./element/texts.js').Translation} Translation
 * @typedef {import('./element/texts.js').Message} Message
 * @typedef {import('./element/texts.js').IssueFacts} IssueFacts
 *
 * @typedef {object} Result the result of a validation. Required fields may be missing even if it is valid, because
 *   `element.kept` names fields that may stay empty
 * @property {boolean} valid true if there is no error
 * @property {Connection} connection normalized: trimmed, URLs in normal form, defaults filled in
 * @property {Issue[]} issues errors and warnings, in the order of the form
 *
 * @typedef {object} ImsConnectionEvents the element's events, by type. All of them bubble
 * @property {CustomEvent<{ field?: FieldName }>} change after each edit; without `field` if files filled in several
 * @property {CustomEvent<{ valid: boolean, issues: Issue[] }>} issues when validation found other issues than before
 * @property {CustomEvent<{ jwt: string, claims: JsonObject }>} jwt a JWT was signed; its claims are decoded
 * @property {CustomEvent<Token>} token the token that the host returned
 * @property {CustomEvent<Refusal>} refused why there is no token
 */

// A server has no elements, but can import the class.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (/** @type {unknown} */ (class {}))

let count = 0

const properties = [
  'connection',
  'context',
  'kept',
  'tokenEndpoint',
  'sandbox',
  'save',
  'texts',
  'messages',
  'fieldTexts',
]

/** @param {() => void} run Safari has no idle callbacks */
const whenIdle = (run) => (globalThis.requestIdleCallback ?? setTimeout)(run)

/** Loads what a dropped file needs while the network is there. @param {import('./core/types.js').Ims} ims */
const loadReaders = async (ims) => {
  await Promise.all([ims.importCredentials(''), (await loadReader()).loadZipReader()])
}

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
 *
 * const element = document.querySelector('ims-connection')
 * await element.ready
 * element.connection = { name: 'Clicks' }
 */
export class ImsConnectionElement extends Base {
  /** The element takes part in forms. */
  static formAssociated = true
  /** Attributes that the element reads. */
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

  #ready = this.#promise()

  /** @internal */
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

  /** @internal */
  disconnectedCallback() {
    for (const type of /** @type {const} */ (['dragover', 'drop'])) document.removeEventListener(type, keepPage)
  }

  /** @internal */
  attributeChangedCallback() {
    this.#given.tokenEndpoint = this.tokenEndpoint
    this.#refresh()
  }

  /**
   * Resolves when the form can be used. Rejects with an `ImsError` if it cannot be loaded. The form then shows the reason,
   * and may offer to try again, which replaces this promise.
   * @type {Promise<void>}
   * @example
   * await element.ready
   * console.log(element.validate().valid) // → false
   */
  get ready() {
    return this.#ready
  }

  /**
   * The values of the form as they were entered, with secrets. Setting it replaces everything that was entered.
   * @type {Connection}
   * @example
   * element.connection = { name: 'Sales' }
   * console.log(element.connection.name) // → Sales
   */
  get connection() {
    return this.#form?.draft.values ?? { ...this.#given.connection }
  }
  /** @param {Connection} connection the new values */
  set connection(connection) {
    if (this.#form) this.#form.replace(connection)
    else this.#given.connection = { ...connection }
  }

  /**
   * What the connection is validated against: the names of other connections, the runtime environments, the grant.
   * @type {Context}
   * @example
   * element.context = { takenNames: ['Sales'] }
   * element.connection = { name: 'SALES' }
   * console.log(element.validate().issues[0].code) // → not_unique
   */
  get context() {
    return this.#given.context
  }
  /** @param {Context | undefined} context undefined: no context */
  set context(context) {
    const before = this.#given.context
    this.#given.context = { ...context }
    this.#refresh(before)
  }

  /**
   * Names of fields whose values the server keeps, so that they may stay empty.
   * @type {FieldName[]}
   * @example
   * element.kept = ['clientSecret', 'privateKey']
   * console.log(element.validate().issues.some(({ field }) => field === 'clientSecret')) // → false
   */
  get kept() {
    return this.#given.kept
  }
  /** @param {FieldName[] | undefined} names undefined: none */
  set kept(names) {
    this.#given.kept = [...(names ?? [])]
    this.#refresh()
  }

  /**
   * URL of the token host's POST route: the attribute `token-endpoint`. Without it, the form signs and gets no token.
   * @type {string | undefined}
   * @example
   * element.tokenEndpoint = '/api/token'
   * console.log(element.getAttribute('token-endpoint')) // → /api/token
   */
  get tokenEndpoint() {
    return this.getAttribute('token-endpoint') ?? undefined
  }
  /** @param {string | undefined} url absolute, or relative to the page. Undefined removes the attribute */
  set tokenEndpoint(url) {
    if (url === undefined || url === null) this.removeAttribute('token-endpoint')
    else this.setAttribute('token-endpoint', String(url))
  }

  /**
   * IMS host of a sandbox, used for signatures and tokens instead of the connection's.
   * @type {string | undefined}
   * @example
   * element.sandbox = 'http://127.0.0.1:8081'
   * element.connection = connection
   * const { payload } = ims.decode(await element.signJwt())
   * console.log(payload.aud.startsWith('http://127.0.0.1:8081/')) // → true
   */
  get sandbox() {
    return this.#given.sandbox
  }
  /** @param {string | undefined} url an origin. Undefined: the connection's IMS host is used */
  set sandbox(url) {
    this.#given.sandbox = url ?? undefined
    this.#refresh()
  }

  /**
   * Saves the connection, and then calls `markSaved`. With it, the form offers “Save and get token” if the secrets are on the
   * server and the form has unsaved changes, because the server uses the saved connection.
   * @type {(() => unknown) | undefined}
   * @example
   * element.save = async () => {
   *   const { privateKey, ...saved } = element.connection
   *   await fetch('/connections', { method: 'PUT', body: JSON.stringify(saved) })
   *   element.markSaved(saved)
   * }
   */
  get save() {
    return this.#given.save
  }
  /** @param {(() => unknown) | undefined} save may return a promise. Undefined: the form does not offer to save */
  set save(save) {
    this.#given.save = save ?? undefined
    this.#refresh()
  }

  /**
   * Texts of the element, by key, instead of those in `js/element/texts.js`. Texts that are missing here stay as they are.
   * @type {Record<string, string>}
   * @example
   * element.texts = { sign: 'JWT signieren' }
   * console.log(element.textContent.includes('JWT signieren')) // → true
   */
  get texts() {
    return this.#given.texts
  }
  /** @param {Record<string, string>} texts replace all that were set before */
  set texts(texts) {
    this.#given.texts = { ...texts }
    this.#refresh()
  }

  /**
   * Texts of issues and errors, by code, instead of those of the core and the host.
   * @type {Translations}
   * @example
   * element.messages = { required: '{label} fehlt.' }
   * element.validate()
   * console.log(element.textContent.includes('Client ID fehlt.')) // → true
   */
  get messages() {
    return this.#given.translations
  }
  /** @param {Translations} translations replace all that were set before */
  set messages(translations) {
    this.#given.translations = { ...translations }
    this.#refresh()
  }

  /**
   * Labels and hints of fields, by the name of the field.
   * @type {Record<string, FieldTexts>}
   * @example
   * element.fieldTexts = { name: { label: 'Name der Verbindung' } }
   * console.log(element.textContent.includes('Name der Verbindung')) // → true
   */
  get fieldTexts() {
    return this.#given.fieldTexts
  }
  /** @param {Record<string, FieldTexts>} texts replace all that were set before */
  set fieldTexts(texts) {
    this.#given.fieldTexts = { ...texts }
    this.#refresh()
  }

  /**
   * Validates all fields and shows all errors, with the focus on their summary.
   * @returns {Result} with the normalized connection
   * @throws {Error} before `ready` resolves
   * @example
   * element.connection = { name: 'Sales' }
   * const { valid, issues } = element.validate()
   * console.log(valid, issues[0].code) // → false required
   */
  validate() {
    return this.#use().check()
  }

  /**
   * Reports that the page saved the connection, so that the server can use it. The values on the form stay.
   * @param {Connection} [saved] what was saved, without secrets that were not; default: all values
   * @throws {Error} before `ready` resolves
   * @example
   * element.connection = { name: 'Sales' }
   * element.markSaved()
   * console.log(element.connection.name) // → Sales
   */
  markSaved(saved = this.connection) {
    this.#use().markSaved(saved)
  }

  /**
   * Moves the focus to a field and shows its issues.
   * @param {string} name of the field
   * @throws {Error} before `ready` resolves
   * @example
   * element.showField('clientId')
   * console.log(document.activeElement.closest('[data-field]').dataset.field) // → clientId
   */
  showField(name) {
    this.#use().show(name)
  }

  /**
   * Fills in the contents of files, as if they were dropped on the form.
   * @param {Iterable<File>} files credential files, keys, certificates, or a zip of them
   * @returns {Promise<void>} resolves when they were read. The form shows what it did not use, and why
   * @throws {Error} before `ready` resolves
   * @example
   * const file = new File([JSON.stringify(connection)], 'connection.json')
   * await element.takeFiles([file])
   * console.log(element.connection.clientId === connection.clientId) // → true
   */
  takeFiles(files) {
    return this.#use().takeFiles(files)
  }

  /**
   * Checks the credential and signs its JWT on the page.
   * @returns {Promise<string | undefined>} the JWT, or undefined if the form now shows why there is none
   * @throws {Error} before `ready` resolves
   * @example
   * element.connection = connection
   * const jwt = await element.signJwt()
   * console.log(jwt.split('.').length) // → 3
   */
  signJwt() {
    return this.#use().signJwt()
  }

  /**
   * Checks the credential and gets a token from the host of `tokenEndpoint`.
   * @returns {Promise<Token | undefined>} the token, or undefined if the form now shows why there is none
   * @throws {Error} before `ready` resolves
   * @example
   * element.tokenEndpoint = '/api/token'
   * element.connection = connection
   * const { tokenType } = await element.requestToken()
   * console.log(tokenType) // → bearer
   */
  requestToken() {
    return this.#use().getToken()
  }

  /** @internal */
  formResetCallback() {
    this.connection = {}
  }

  /** @internal @param {boolean} disabled */
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
      this.#ready = this.#promise()
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
    whenIdle(() => loadReaders(ims).catch(() => {})) // a dropped file reports it
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
