// The form: it keeps the state, renders it, and connects the parts that change it.
import { render } from '../../dist/lit.js'
import { copyText } from './copy.js'
import { createDraft, credentialFields } from './draft.js'
import { createFiles } from './form-files.js'
import { createState, resetState } from './form-state.js'
import { createTokens } from './form-token.js'
import { createTyping } from './form-typing.js'
import { localeOf } from './locale.js'
import { judgeEnvironments } from './select-options.js'
import { createSay, createTranslate } from './texts.js'
import { formView } from './view.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('../core/types.js').Context} Context
 * @typedef {import('../core/types.js').FieldName} FieldName
 * @typedef {import('../core/types.js').Ims} Ims
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
 * @property {() => unknown} [save]
 * @property {boolean} disabled
 *
 * @typedef {object} Language
 * @property {import('../core/types.js').FormField[]} rules the fields with the page's labels and hints
 * @property {(name: string) => string} labelOf
 * @property {import('./texts.js').Say} say
 * @property {import('./texts.js').Translate} translate
 *
 * @typedef {ReturnType<typeof createForm>} Form
 */

const copiedMs = 2000

/**
 * @param {object} options
 * @param {Ims} options.ims
 * @param {HTMLElement} options.root that the form is rendered into
 * @param {Given} options.given read at each rendering
 * @param {string} options.prefix of the ids
 * @param {() => boolean} options.isInForm whether a <form> surrounds the element
 * @param {(type: string, detail: object) => void} options.emit
 * @param {() => void} options.changed
 */
export function createForm({ ims, root, given, prefix, isInForm, emit, changed }) {
  const draft = createDraft(ims)
  const state = createState()
  let environments = judgeEnvironments(ims, given.context)

  const grant = () => {
    const { grant } = given.context
    return state.answered ?? (grant === 'auto' ? undefined : grant) ?? inferGrant()
  }

  /** A connection that has values already answers the question itself. @returns {Grant | undefined} */
  function inferGrant() {
    if (given.tokenEndpoint === undefined) return 'jwt'
    const { values } = draft
    const { kept } = given
    if (values.privateKey || kept.includes('privateKey')) return 'jwt'
    const filled = credentialFields.some((name) => values[name]?.length) || kept.length > 0
    if (!filled) return undefined
    return values.scopes?.length ? 'client_credentials' : 'jwt'
  }

  function judge() {
    draft.judge({ ...given.context, grant: grant() ?? 'jwt' }, given.kept)
  }

  /** @returns {Language} */
  function language() {
    const rules = ims.fields.map((field) => ({ ...field, ...given.fieldTexts[field.name] }))
    const labelOf = (/** @type {string} */ name) => rules.find((field) => field.name === name)?.label ?? name
    const translate = createTranslate(given.translations, given.fieldTexts, ims.fields)
    return { rules, labelOf, say: createSay(given.texts), translate }
  }

  function paint() {
    const { rules, say, translate } = language()
    const tools = {
      ...{ say, translate, disabled: given.disabled, now: new Date(), locale: localeOf(root), copy },
      copied: state.copied,
      applyFix: 'applyFix' in ims ? fix : undefined,
    }
    const shown = {
      ...state,
      ...{ draft, rules, ims, environments, prefix, grant: grant(), sandbox: given.sandbox },
      canGetToken: given.tokenEndpoint !== undefined,
      credentialShown: grant() !== undefined || state.credentialAsked,
      advancedOpen: state.advancedOpen || ['imsHost', 'imsExchange'].some((name) => draft.issuesOf(name).length > 0),
      summary: state.summary.map((listed) => ({ issue: findOpen(listed) ?? listed, fixed: !findOpen(listed) })),
      missing: findMissing(),
    }
    render(formView(shown, actions, tools), root)
  }

  /** The credential fields without a right value, unless the user fills in the form by typing. */
  function findMissing() {
    const isGiven = state.files.taken.length > 0 || Object.values(state.loaded).some((value) => value?.length)
    if (!isGiven || grant() === undefined) return undefined
    return draft.result.issues.flatMap(({ field, severity }) =>
      severity === 'error' && credentialFields.some((name) => name === field) ? String(field) : [],
    )
  }

  /** A field whose error gave way to another one is not fixed. @param {import('./draft.js').ShownIssue} listed */
  function findOpen({ field, code }) {
    const isListed = (/** @type {{ code?: string }} */ issue) =>
      state.summary.some((other) => other.field === field && other.code === issue.code)
    return draft.result.issues.find(
      (issue) => issue.field === field && issue.severity === 'error' && (issue.code === code || !isListed(issue)),
    )
  }

  /** @param {string} id without the prefix @returns {HTMLElement | null} */
  const control = (id) => root.querySelector(`[id=${JSON.stringify(prefix + id)}]`)

  /** Moves the focus to a field. @param {string} name */
  function go(name) {
    if (['imsHost', 'imsExchange'].includes(name)) state.advancedOpen = true
    if (credentialFields.some((field) => field === name)) state.credentialAsked = true
    paint()
    const target = control(name)
    target?.closest('.ims-field')?.scrollIntoView?.({ block: 'center' })
    target?.focus({ preventScroll: true })
  }

  /** Applies the fix of an issue. @param {import('./draft.js').ShownIssue} issue */
  function fix(issue) {
    const { say, labelOf } = language()
    draft.fix(issue)
    judge()
    state.status = say('fixApplied', { label: labelOf(issue.field) })
    edited(issue.field)
    control(issue.field)?.focus()
  }

  /** @param {string} text */
  function announce(text) {
    state.status = text
    paint()
  }

  /** @param {string} [field] */
  function edited(field) {
    state.stale = state.result !== undefined
    paint()
    emit('change', field === undefined ? {} : { field })
    changed()
  }

  /**
   * Shows what is wrong with fields, with the focus on the summary of errors.
   * @param {FieldName[]} [names] default: all
   */
  function check(names = ims.tables.fieldNames) {
    state.credentialAsked = true
    draft.show(names)
    draft.refuse({ message: '' })
    judge()
    const { connection } = draft.result
    const order = [...credentialFields, ...ims.tables.fieldNames]
    const issues = draft.result.issues.filter(({ field }) => names.some((name) => name === field))
    state.summary = issues
      .filter(({ severity }) => severity === 'error')
      .sort((a, b) => order.indexOf(/** @type {any} */ (a.field)) - order.indexOf(/** @type {any} */ (b.field)))
    const valid = state.summary.length === 0
    if (!valid) tokens.setResult(undefined)
    paint()
    if (!valid) {
      const view = /** @type {HTMLElement | null} */ (root.querySelector('.ims-summary'))
      view?.focus()
    }
    changed()
    return { valid, connection, issues }
  }

  /** @param {string} id @param {string} text */
  async function copy(id, text) {
    const mine = { id, ok: await copyText(text) }
    state.copied = mine
    announce(language().say(mine.ok ? 'copied' : 'notCopied'))
    setTimeout(() => {
      if (state.copied !== mine) return
      state.copied = undefined
      announce('')
    }, copiedMs)
  }

  const core = {
    ims,
    root,
    given,
    prefix,
    control,
    draft,
    state,
    grant,
    language,
    findMissing,
    paint,
    announce,
    edited,
    judge,
    emit,
    changed,
  }
  const typing = createTyping(core)
  const tokens = createTokens(core, check)
  const files = createFiles(core, { setResult: tokens.setResult, leave: typing.leave })

  const actions = createActions({
    ...{ field: typing.actions, files: files.actions, go },
    getToken: tokens.getToken,
    signJwt: tokens.signJwt,
    toggleAdvanced(event) {
      state.advancedOpen = /** @type {HTMLDetailsElement} */ (event.currentTarget).open
    },
    chooseGrant(value) {
      if (value === grant()) return
      state.answered = value
      state.grantFromFile = false
      draft.forget()
      files.filled()
    },
  })

  // Events of the controls stay inside; those of the element have their own names and details.
  for (const type of ['input', 'change', 'toggle']) root.addEventListener(type, (event) => event.stopPropagation())
  root.addEventListener('keydown', (event) => {
    // In a form, Enter submits the form.
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || isInForm()) return
    event.preventDefault()
    if (given.tokenEndpoint === undefined) actions.signJwt()
    else if (grant() !== undefined) actions.getToken()
  })
  judge()

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
    signJwt: tokens.signJwt,
    getToken: tokens.getToken,
    takeFiles: files.take,

    /** @param {Connection} connection */
    replace(connection) {
      tokens.setResult(undefined)
      resetState(state, connection)
      draft.replace(connection)
      judge()
      paint()
      changed()
    },

    /** @param {Connection} saved */
    markSaved(saved) {
      state.saved = { ...saved }
      if (tokens.waitsForSave()) tokens.setResult(undefined)
      paint()
    },

    /** What the page sets has changed: other names are taken, for example. @param {Context} before */
    refresh(before) {
      if (given.context.grant !== before.grant) {
        state.answered = undefined
        draft.forget()
        tokens.setResult(undefined)
      }
      environments = judgeEnvironments(ims, given.context)
      judge()
      paint()
      changed()
    },
  }
}

/**
 * What the user does on the form.
 * @param {{
 *   field: import('./field.js').FieldActions, files: import('./drop-zone.js').FilesActions, go: (field: string) => void,
 *   chooseGrant: (grant: Grant) => void, toggleAdvanced: (event: Event) => void,
 *   getToken: () => Promise<import('./post-token.js').Token | undefined>, signJwt: () => Promise<string | undefined>
 * }} actions
 */
const createActions = (actions) => actions

/** @typedef {ReturnType<typeof createActions>} Actions */
