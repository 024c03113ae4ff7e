// Fills in the form from files and pasted texts.
import { credentialFields } from './draft.js'
import { writeRefused, writeTaken } from './drop-zone.js'
import { noFiles } from './form-state.js'

/** @typedef {import('./view.js').Grant} Grant */

/** The one source whose credential has no key, as `importCredentials` names it. */
const oauthSource = 'console-oauth'

/** Loads what reads files, which the first view does not need. */
export const loadReader = () => import('./files/read.js')

/**
 * @param {import('./form-state.js').FormCore} form
 * @param {{ setResult: (to: undefined) => void, leave: (name: string) => void }} parts
 */
export function createFiles(
  { ims, root, given, prefix, draft, state, language, paint, announce, edited, judge, findMissing },
  parts,
) {
  /** The form was filled in, but not by typing. */
  function filled() {
    state.summary = []
    parts.setResult(undefined)
    judge()
    edited()
  }

  /** A file answers the question. @param {Grant | undefined} value */
  function answer(value) {
    if (value === undefined || given.tokenEndpoint === undefined) return
    state.answered = value
    state.grantFromFile = true
  }

  /** @param {Iterable<File>} chosen @returns {Promise<Awaited<ReturnType<typeof import('./files/read.js')['readFiles']>>>} */
  async function read(chosen) {
    const list = [...chosen]
    try {
      const { readFiles } = await loadReader()
      return await readFiles(ims, list, { passphrase: draft.value('passphrase') })
    } catch {
      const refused = list.map(
        ({ name }) => /** @type {any} */ ({ file: name, message: language().say('startFailed') }),
      )
      return { patch: {}, taken: [], refused }
    }
  }

  /** @param {Iterable<File>} chosen @param {string} [into] the field that their text was pasted into */
  async function take(chosen, into = '') {
    state.files = { ...noFiles, reading: true }
    paint()
    const { patch, certificates, taken, refused, candidates = [] } = await read(chosen)
    state.candidates = candidates
    // The form says what it needs, wherever it comes from.
    const isOther = (/** @type {{ field: string }} */ { field }) => !credentialFields.some((name) => name === field)
    const shown = taken.map((one) => ({ ...one, issues: one.issues.filter(isOther) }))
    state.files = { ...noFiles, taken: shown, refused, candidates, canUndo: taken.length > 0 }
    if (taken.length > 0) {
      state.undoTo = { snapshot: draft.snapshot(), answered: state.answered }
      state.pastedInto = into
      draft.patch(patch, certificates)
      const oauth = candidates[0]
        ? candidates[0].type === 'oauth_server_to_server'
        : taken.some(({ source }) => source === oauthSource)
      answer(oauth && !draft.value('privateKey') ? 'client_credentials' : oauth ? undefined : 'jwt')
    }
    if (taken.length > 0) filled()
    const tools = language()
    const fields = findMissing()?.map(tools.labelOf).join(', ')
    announce(
      [
        ...shown.map((file) => writeTaken(file, tools.rules, tools)),
        ...refused.map((file) => Object.values(writeRefused(file, tools, taken.length === 0)).join(' ')),
        fields ? tools.say('needed', { fields }) : '',
      ].join(' '),
    )
  }

  /** @param {number} index of a candidate */
  function choose(index) {
    const candidate = state.candidates[index]
    const previous = state.candidates[state.files.chosen]
    if (!candidate || !previous || !state.undoTo) return
    draft.exchange(previous.connection, candidate.connection, state.undoTo.snapshot, candidate.certificates)
    state.answered = undefined
    answer(candidate.type === 'oauth_server_to_server' ? 'client_credentials' : 'jwt')
    const fields = Object.keys(candidate.connection)
    const taken = state.files.taken.map((one) => (one.what === 'credentials' ? { ...one, fields } : one))
    state.files = { ...state.files, taken, chosen: index }
    filled()
  }

  function undo() {
    if (!state.undoTo) return
    draft.restore(state.undoTo.snapshot)
    state.answered = state.undoTo.answered
    Object.assign(state, { grantFromFile: false, undoTo: undefined, pastedInto: '', candidates: [], files: noFiles })
    state.status = language().say('undone')
    filled()
  }

  /**
   * A credential file that is pasted into any field fills in all of them; other text goes where it was pasted. Outside of the
   * fields, each text counts as a file.
   * @param {ClipboardEvent} event
   */
  async function paste(event) {
    if (given.disabled) return
    const target = /** @type {HTMLElement} */ (event.target)
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const dropped = [...(event.clipboardData?.files ?? [])]
    const isField = target.matches('textarea, input:not([type=radio])')
    if (dropped.length === 0 && (isField ? !/^\s*[[{]/.test(text) : text === '')) return
    event.preventDefault()
    if (dropped.length > 0) return take(dropped)
    if (!isField) return take([new File([text], language().say('pasted'))])
    const name = target.id.startsWith(prefix) ? target.id.slice(prefix.length) : ''
    const { source } = await ims.importCredentials(text).catch(() => ({ source: null }))
    if (source !== null) return take([new File([text], language().say('pasted'))], name)
    target.focus()
    document.execCommand?.('insertText', false, text)
    if (name) parts.leave(name)
  }

  /** @param {boolean} on */
  function showOver(on) {
    if (state.files.over === on) return
    state.files = { ...state.files, over: on }
    paint()
  }

  root.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files') || given.disabled) return
    event.preventDefault()
    showOver(true)
  })
  root.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) showOver(false)
  })
  root.addEventListener('drop', (event) => {
    showOver(false)
    if (!event.dataTransfer?.files.length || given.disabled) return
    event.preventDefault()
    take([...event.dataTransfer.files])
  })
  root.addEventListener('paste', paste)

  return {
    /** @type {import('./drop-zone.js').FilesActions} */
    actions: { take: (chosen) => take(chosen), choose, undo },
    take: (/** @type {Iterable<File>} */ chosen) => take(chosen),
    filled,
  }
}
