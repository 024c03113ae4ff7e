// What the form does: it keeps the state, paints it, and acts.
import { render } from '../../dist/lit.js'
import { judgeEnvironments } from './choices.js'
import { copyText } from './copy.js'
import { createDraft, credentialFields } from './draft.js'
import { writeRefused, writeTaken } from './drop-zone.js'
import { readFiles } from './files/read.js'
import { postToken } from './host.js'
import { localeOf } from './locale.js'
import { whenReleased } from './pointer.js'
import { signApart } from './sign.js'
import { createSay, createTranslate } from './texts.js'
import { formView } from './view.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('../core/types.js').Context} Context
 * @typedef {import('../core/types.js').FieldName} FieldName
 * @typedef {import('../core/types.js').Ims} Ims
 * @typedef {import('./host.js').Token} Token
 * @typedef {import('./host.js').Refusal} Refusal
 * @typedef {import('./view.js').Grant} Grant
 *
 * @typedef {object} Given what the page sets
 * @property {Context} context
 * @property {FieldName[]} kept
 * @property {Record<string, string>} texts
 * @property {import('./texts.js').Translations} translations
 * @property {Record<string, import('./texts.js').FieldTexts>} fieldTexts
 * @property {string} [tokenEndpoint]
 * @property {string} [sandbox]
 * @property {boolean} disabled
 *
 * @typedef {ReturnType<typeof createForm>} Form
 */

/** If a check takes longer than this, the next one waits until the typing pauses: decrypting a key can take long. */
const longCheckMs = 40
const pauseMs = 300
const copiedMs = 2000

/** The one source whose credential has no key, as `importCredentials` names it. */
const oauthSource = 'console-oauth'

const noFiles = { over: false, reading: false, taken: [], refused: [], candidates: [], chosen: 0, canUndo: false }

/**
 * @param {object} options
 * @param {Ims} options.ims
 * @param {HTMLElement} options.root that the form is rendered into
 * @param {Given} options.given read at each paint
 * @param {string} options.prefix of the ids
 * @param {() => boolean} options.isInForm whether a <form> surrounds the element
 * @param {(type: string, detail: object) => void} options.emit
 * @param {() => void} options.changed
 */
export function createForm({ ims, root, given, prefix, isInForm, emit, changed }) {
  const draft = createDraft(ims)
  /** @type {Grant | undefined} */
  let answered
  let grantFromFile = false
  let credentialAsked = false
  let advancedOpen = false
  let status = ''
  let stale = false
  let pastedInto = ''
  let copied = /** @type {{ id: string, ok: boolean } | undefined} */ (undefined)
  const revealed = /** @type {Set<string>} */ (new Set())
  let files = /** @type {import('./drop-zone.js').FilesState} */ (noFiles)
  let undoTo = /** @type {{ snapshot: import('./draft.js').Snapshot, answered?: Grant } | undefined} */ (undefined)
  /** @type {import('./files/recognise.js').Candidate[]} */
  let candidates = []
  let summary = /** @type {import('./summary.js').SummaryItem['issue'][]} */ ([])
  let result = /** @type {import('./result.js').Result | undefined} */ (undefined)
  let loaded = /** @type {Connection} */ ({})
  let environments = judgeEnvironments(ims, given.context)
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock

  const grant = () => {
    const { grant } = given.context
    return answered ?? (grant === 'auto' ? undefined : grant) ?? inferGrant()
  }

  /** A connection that has values already answers the question itself. @returns {Grant | undefined} */
  function inferGrant() {
    if (given.tokenEndpoint === undefined) return 'jwt'
    const { values, kept } = draft
    if (values.privateKey || kept.includes('privateKey')) return 'jwt'
    const filled = credentialFields.some((name) => values[name]?.length) || kept.length > 0
    if (!filled) return undefined
    return values.scopes?.length ? 'client_credentials' : 'jwt'
  }

  /** Gives the draft what it is validated against. */
  function judge() {
    draft.kept = given.kept
    draft.context = { ...given.context, grant: grant() ?? 'jwt' }
  }

  const language = () => {
    const rules = ims.fields.map((field) => ({ ...field, ...given.fieldTexts[field.name] }))
    const labelOf = (/** @type {string} */ name) => rules.find((field) => field.name === name)?.label ?? name
    const translate = createTranslate(given.translations, given.fieldTexts, ims.fields)
    return { rules, labelOf, say: createSay(given.texts), translate }
  }

  function paint() {
    const { rules, say, translate } = language()
    const now = grant()
    const tools = {
      ...{ say, translate, disabled: given.disabled, now: new Date(), locale: localeOf(root), copied, copy },
      applyFix: 'applyFix' in ims ? fix : undefined,
    }
    // A field whose error gave way to another one is not fixed.
    const open = (/** @type {import('./summary.js').SummaryItem['issue']} */ { field, code }) =>
      draft.result.issues.some((issue) => {
        const isListed = summary.some((other) => other.field === field && other.code === issue.code)
        return issue.field === field && issue.severity === 'error' && (issue.code === code || !isListed)
      })
    const state = {
      ...{ draft, rules, ims, environments, prefix, grantFromFile, revealed, files, result, stale, pastedInto, status },
      ...{ grant: now, sandbox: given.sandbox, canGetToken: given.tokenEndpoint !== undefined },
      credentialShown: now !== undefined || credentialAsked,
      advancedOpen: advancedOpen || ['imsHost', 'imsExchange'].some((name) => draft.issuesOf(name).length > 0),
      summary: summary.map((issue) => ({ issue, fixed: !open(issue) })),
    }
    render(formView(state, actions, tools), root)
  }

  /** @param {string} text for screen readers */
  function announce(text) {
    status = text
    paint()
  }

  /** After an edit by the person. @param {string} [field] */
  function edited(field) {
    stale = result !== undefined
    paint()
    emit('change', field === undefined ? {} : { field })
    changed()
  }

  // Fields

  let lastCheckMs = 0
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause
  let pausedField = ''

  function checkTyped() {
    clearTimeout(pause)
    pause = undefined
    const start = performance.now()
    judge()
    lastCheckMs = performance.now() - start
    edited(pausedField)
  }

  const field = {
    /** @param {string} name @param {{ value: string }} control */
    input(name, { value }) {
      holdHeight(name)
      draft.type(name, value)
      if (pastedInto === name) pastedInto = ''
      clearTimeout(pause)
      pausedField = name
      if (lastCheckMs > longCheckMs) pause = setTimeout(checkTyped, pauseMs)
      else checkTyped()
    },
    /** @param {string} name */
    blur(name) {
      if (pause !== undefined) checkTyped()
      whenReleased(() => leave(name))
    },
    /** @param {string} name */
    choose: (name) => leave(name),
    /** What is pasted is complete, so it is checked at once. @param {string} name @param {ClipboardEvent} event */
    paste: (name, event) =>
      setTimeout(() => {
        if (event.defaultPrevented) return
        if (pause !== undefined) checkTyped()
        leave(name)
      }),
    /** @param {string} name */
    reveal(name) {
      if (!revealed.delete(name)) revealed.add(name)
      paint()
    },
  }

  /** @param {string} name @returns {HTMLElement | null} */
  const issuesBox = (name) => root.querySelector(`[id=${JSON.stringify(`${prefix}${name}-issues`)}]`)

  /** Keeps the room of a field's issues until the field is left, so that nothing moves when they are fixed. @param {string} name */
  function holdHeight(name) {
    const box = issuesBox(name)
    if (box?.offsetHeight && !box.style.minHeight) box.style.minHeight = `${box.offsetHeight}px`
  }

  /** @param {string} name */
  function leave(name) {
    issuesBox(name)?.style.removeProperty('min-height')
    const before = spoken(name)
    draft.leave(name)
    const now = spoken(name)
    if (now !== before) announce(now)
    else paint()
  }

  /** What a screen reader says once about a field that was left. @param {string} name */
  function spoken(name) {
    const { say, translate } = language()
    return draft
      .issuesOf(name)
      .map(translate)
      .map(({ severity, message, hint = '' }) => `${say(severity)}: ${message} ${hint}`)
      .join(' ')
  }

  /** @param {import('./draft.js').ShownIssue} issue */
  function fix(issue) {
    const { say, labelOf } = language()
    draft.fix(issue)
    status = say('fixApplied', { label: labelOf(issue.field) })
    edited(issue.field)
    control(issue.field)?.focus()
  }

  /** @param {string} name @returns {HTMLElement | null} */
  const control = (name) => root.querySelector(`[id=${JSON.stringify(prefix + name)}]`)

  /** Moves the focus to a field. @param {string} name */
  function go(name) {
    if (['imsHost', 'imsExchange'].includes(name)) advancedOpen = true
    if (credentialFields.some((field) => field === name)) credentialAsked = true
    paint()
    const target = control(name)
    target?.closest('.ims-field')?.scrollIntoView?.({ block: 'center' })
    target?.focus({ preventScroll: true })
  }

  // The question

  /** @param {Grant} value */
  function chooseGrant(value) {
    if (value === grant()) return
    answered = value
    grantFromFile = false
    summary = []
    setResult(undefined)
    judge()
    edited()
  }

  // Files

  /** @param {Iterable<File>} given @param {string} [into] the field that their text was pasted into */
  async function takeFiles(given, into = '') {
    files = { ...noFiles, reading: true }
    paint()
    const before = { snapshot: draft.snapshot(), answered }
    const found = await readFiles(ims, given, { passphrase: draft.value('passphrase') })
    const { patch, certificates, taken, refused } = found
    candidates = found.candidates ?? []
    // What another file or the form has is not missing.
    const missing = (/** @type {{ field: string }} */ { field }) =>
      !patch[/** @type {'name'} */ (field)] && !draft.value(field)
    const shown = taken.map((one) => ({ ...one, issues: one.issues.filter(missing) }))
    files = { ...noFiles, taken: shown, refused, candidates, canUndo: taken.length > 0 }
    if (taken.length > 0) {
      undoTo = before
      pastedInto = into
      draft.patch(patch, certificates)
      const oauth = candidates[0]
        ? candidates[0].type === 'oauth_server_to_server'
        : taken.some(({ source }) => source === oauthSource)
      answer(oauth && !draft.value('privateKey') ? 'client_credentials' : oauth ? undefined : 'jwt')
    }
    const tools = language()
    status = [
      ...shown.map((file) => writeTaken(file, tools)),
      ...refused.map((file) => Object.values(writeRefused(file, tools, taken.length === 0)).join(' ')),
    ].join(' ')
    if (taken.length > 0) filled()
    else paint()
  }

  /** A file answers the question. @param {Grant | undefined} value */
  function answer(value) {
    if (value === undefined || given.tokenEndpoint === undefined) return
    answered = value
    grantFromFile = true
  }

  /** The form was filled in, but not by typing. */
  function filled() {
    summary = []
    setResult(undefined)
    judge()
    edited()
  }

  /** @param {number} index of a candidate */
  function chooseCandidate(index) {
    const candidate = candidates[index]
    const previous = candidates[files.chosen]
    if (!candidate || !previous || !undoTo) return
    draft.exchange(previous.connection, candidate.connection, undoTo.snapshot, candidate.certificates)
    answered = undefined
    answer(candidate.type === 'oauth_server_to_server' ? 'client_credentials' : 'jwt')
    files = { ...files, chosen: index }
    filled()
  }

  function undo() {
    if (!undoTo) return
    draft.restore(undoTo.snapshot)
    answered = undoTo.answered
    grantFromFile = false
    undoTo = undefined
    pastedInto = ''
    candidates = []
    files = noFiles
    status = language().say('undone')
    filled()
  }

  // Actions

  /** @param {import('./result.js').Result | undefined} to */
  function setResult(to) {
    result = to
    stale = false
    clearInterval(clock)
    if (to?.kind === 'token' || to?.kind === 'jwt') clock = setInterval(tick, 1000)
  }

  function tick() {
    if (root.isConnected) paint()
    else clearInterval(clock)
  }

  /** Shows a result in view and with the focus. @param {import('./result.js').Result} to @param {string} text for screen readers */
  function showResult(to, text) {
    setResult(to)
    announce(text)
    const view = /** @type {HTMLElement | null} */ (root.querySelector('.ims-result'))
    if (to.kind !== 'busy') view?.focus({ preventScroll: true })
    view?.scrollIntoView?.({ block: 'nearest' })
  }

  /**
   * Shows what is wrong with fields, with the focus on the summary of errors.
   * @param {FieldName[]} [names] default: all
   */
  function check(names = ims.tables.fieldNames) {
    credentialAsked = true
    draft.show(names)
    draft.refuse({ message: '' })
    judge()
    const { connection } = draft.result
    const order = [...credentialFields, ...ims.tables.fieldNames]
    const issues = draft.result.issues.filter(({ field }) => names.some((name) => name === field))
    summary = issues
      .filter(({ severity }) => severity === 'error')
      .sort((a, b) => order.indexOf(/** @type {any} */ (a.field)) - order.indexOf(/** @type {any} */ (b.field)))
    const valid = summary.length === 0
    if (!valid) setResult(undefined)
    paint()
    if (!valid) {
      const view = /** @type {HTMLElement | null} */ (root.querySelector('.ims-summary'))
      view?.focus()
    }
    changed()
    return { valid, connection, issues }
  }

  /** @param {Connection} connection as it is signed */
  const direct = (connection) =>
    given.sandbox ? { ...connection, imsHost: given.sandbox, imsExchange: undefined } : connection

  /** @param {Connection} connection @returns {Promise<import('./result.js').Signed | undefined>} */
  async function sign(connection) {
    const { say, translate } = language()
    showResult({ kind: 'busy', text: say('signing') }, say('signing'))
    try {
      const jwt = await signApart(ims, connection)
      const claims = ims.decode(jwt).payload
      emit('jwt', { jwt, claims })
      return { jwt, claims }
    } catch (error) {
      const refusal = translate(/** @type {import('../core/errors.js').ImsError} */ (error))
      showResult({ kind: 'refusal', title: say('notSigned'), refusal }, refusal.message)
      return undefined
    }
  }

  const isKept = (/** @type {FieldName} */ name) => !draft.value(name) && draft.kept.includes(name)

  async function signJwt() {
    const { valid, connection } = check(credentialFields)
    if (!valid) return undefined
    const { say } = language()
    if (isKept('privateKey')) return refuse({ message: say('keyIsKept') }, say('notSigned'))
    const signed = await sign(direct(connection))
    if (signed) showResult({ kind: 'jwt', signed }, say('signed'))
    return signed?.jwt
  }

  /** @param {Refusal} refusal @param {string} title @returns {undefined} */
  function refuse(refusal, title) {
    showResult({ kind: 'refusal', title, refusal }, `${title}. ${refusal.message}`)
  }

  /** @returns {Promise<Token | undefined>} */
  async function getToken() {
    const { tokenEndpoint } = given
    const { valid, connection: checked } = check(credentialFields)
    if (!valid || tokenEndpoint === undefined) return undefined
    const { say, translate } = language()
    const connection = direct(checked)
    const needsJwt = grant() !== 'client_credentials'
    const byServer = needsJwt && isKept('privateKey')
    if (!needsJwt && isKept('clientSecret')) return refuse({ message: say('secretIsKept') }, say('noToken'))
    if (byServer && isEdited()) return refuse({ message: say('saveFirst') }, say('noToken'))
    const signed = needsJwt && !byServer ? await sign(connection) : undefined
    if (needsJwt && !byServer && !signed) return undefined
    const asking = say(given.sandbox ? 'askingSandbox' : 'asking')
    showResult({ kind: 'busy', text: asking }, asking)
    const request = byServer ? { connection: draft.context.currentName } : requestOf(connection, signed?.jwt)
    const { token, refusal } = await postToken(tokenEndpoint, request, say)
    if (token) {
      showResult({ kind: 'token', token, signed, sandbox: given.sandbox !== undefined }, say('tokenReceived'))
      emit('token', token)
      return token
    }
    const cannotSign = byServer && refusal.field === 'jwt'
    const isUnknown = given.sandbox !== undefined && refusal.error === 'invalid_client' && refusal.field === 'clientId'
    const shown = cannotSign
      ? { ...refusal, message: say('keyIsKept'), hint: undefined, field: undefined }
      : isUnknown
        ? { ...refusal, message: say('sandboxUnknown'), hint: say('sandboxUnknownHint'), field: undefined }
        : translate(refusal)
    draft.refuse(shown)
    const again = refusal.field ? undefined : () => run(getToken)
    showResult(
      { kind: 'refusal', title: say('noToken'), refusal: shown, again, signed },
      `${say('noToken')}. ${shown.message}`,
    )
    emit('refused', refusal)
    return undefined
  }

  /** Whether the server would sign something other than the form shows. */
  function isEdited() {
    const { values } = draft
    return credentialFields.some((name) => String(values[name] ?? '') !== String(loaded[name] ?? ''))
  }

  /** @param {Connection} connection @param {string} [jwt] @returns {import('./host.js').TokenRequest} */
  function requestOf({ clientId, clientSecret, imsHost, imsExchange, scopes }, jwt) {
    if (!jwt) return { clientId, clientSecret, grant: 'client_credentials', imsHost, scopes }
    if (isKept('clientSecret')) return { connection: draft.context.currentName, jwt }
    return { clientId, clientSecret, jwt, imsExchange: imsExchange ?? (imsHost && `${imsHost}/ims/exchange/jwt`) }
  }

  let running = false
  /** One action at a time. @template T @param {() => Promise<T>} action @returns {Promise<T | undefined>} */
  async function run(action) {
    if (running) return undefined
    running = true
    try {
      return await action()
    } finally {
      running = false
    }
  }

  /** @param {string} id @param {string} text */
  async function copy(id, text) {
    const mine = { id, ok: await copyText(text) }
    copied = mine
    announce(language().say(mine.ok ? 'copied' : 'notCopied'))
    setTimeout(() => {
      if (copied !== mine) return
      copied = undefined
      announce('')
    }, copiedMs)
  }

  const actions = createActions({
    ...{ field, go, chooseGrant },
    labelOf: (name) => language().labelOf(name),
    getToken: () => run(getToken),
    signJwt: () => run(signJwt),
    toggleAdvanced: (event) => {
      advancedOpen = /** @type {HTMLDetailsElement} */ (event.currentTarget).open
    },
    files: { take: (chosen) => takeFiles(chosen), choose: chooseCandidate, undo },
  })

  listen()
  judge()

  function listen() {
    // Events of the controls stay inside; those of the element have their own names and details.
    for (const type of ['input', 'change', 'toggle']) root.addEventListener(type, (event) => event.stopPropagation())
    root.addEventListener('keydown', (event) => {
      // In a form, Enter submits the form.
      if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || isInForm()) return
      event.preventDefault()
      if (given.tokenEndpoint === undefined) actions.signJwt()
      else if (grant() !== undefined) actions.getToken()
    })
    const over = (/** @type {boolean} */ on) => {
      if (files.over === on) return
      files = { ...files, over: on }
      paint()
    }
    root.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files') || given.disabled) return
      event.preventDefault()
      over(true)
    })
    root.addEventListener('dragleave', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) over(false)
    })
    root.addEventListener('drop', (event) => {
      over(false)
      if (!event.dataTransfer?.files.length || given.disabled) return
      event.preventDefault()
      takeFiles([...event.dataTransfer.files])
    })
    root.addEventListener('paste', paste)
  }

  /**
   * A credential file that is pasted into any field fills in all of them; other text goes where it was pasted.
   * @param {ClipboardEvent} event
   */
  async function paste(event) {
    if (given.disabled) return
    const target = /** @type {HTMLElement} */ (event.target)
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const dropped = [...(event.clipboardData?.files ?? [])]
    if (dropped.length === 0 && !/^\s*[[{]/.test(text)) return
    event.preventDefault()
    if (dropped.length > 0) return takeFiles(dropped)
    const { source } = await ims.importCredentials(text)
    if (source !== null) {
      const into = target.id.startsWith(prefix) ? target.id.slice(prefix.length) : ''
      return takeFiles([new File([text], language().say('pasted'))], into)
    }
    target.focus()
    document.execCommand?.('insertText', false, text)
    if (target.id.startsWith(prefix)) leave(target.id.slice(prefix.length))
  }

  return {
    ims,
    draft,
    paint,
    control,
    /** @param {string} name */
    show(name) {
      draft.show([name])
      go(name)
    },
    check: () => check(),
    signJwt: actions.signJwt,
    getToken: actions.getToken,
    takeFiles: (/** @type {Iterable<File>} */ chosen) => takeFiles(chosen),

    /** @param {Connection} connection */
    replace(connection) {
      loaded = { ...connection }
      draft.replace(connection)
      answered = undefined
      grantFromFile = false
      credentialAsked = false
      advancedOpen = false
      pastedInto = ''
      undoTo = undefined
      candidates = []
      files = noFiles
      summary = []
      revealed.clear()
      setResult(undefined)
      judge()
      paint()
      changed()
    },

    /** What the page sets has changed: other names are taken, for example. @param {Context} before */
    refresh(before) {
      if (given.context.grant !== before.grant) {
        answered = undefined
        setResult(undefined)
      }
      environments = judgeEnvironments(ims, given.context)
      judge()
      paint()
      changed()
    },
  }
}

/**
 * What a person does on the form.
 * @param {{
 *   field: import('./field.js').FieldActions, files: import('./drop-zone.js').FilesActions, go: (field: string) => void,
 *   labelOf: (field: string) => string, chooseGrant: (grant: Grant) => void, toggleAdvanced: (event: Event) => void,
 *   getToken: () => Promise<Token | undefined>, signJwt: () => Promise<string | undefined>
 * }} actions
 */
export const createActions = (actions) => actions
