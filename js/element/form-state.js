// The state of the form beyond its draft.

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('./view.js').Grant} Grant
 *
 * @typedef {object} State
 * @property {Grant | undefined} answered the user's or a file's answer to the question
 * @property {boolean} grantFromFile
 * @property {boolean} credentialAsked whether the credential is shown before the question is answered
 * @property {boolean} advancedOpen
 * @property {string} status for screen readers
 * @property {boolean} stale whether the form was edited after the result
 * @property {string} pastedInto the field that a credential file was pasted into
 * @property {{ id: string, ok: boolean } | undefined} copied
 * @property {Set<string>} revealed secrets that are shown
 * @property {import('./drop-zone.js').FilesState} files
 * @property {import('./files/recognize.js').Candidate[]} candidates
 * @property {{ snapshot: import('./draft.js').Snapshot, answered?: Grant } | undefined} undoTo
 * @property {import('./summary.js').SummaryItem['issue'][]} summary
 * @property {import('./result.js').Result | undefined} result
 * @property {Connection} loaded the connection as the page set it
 * @property {Connection} saved the connection as the server has it
 *
 * @typedef {object} FormCore what the parts of the form share
 * @property {import('../core/types.js').Ims} ims
 * @property {HTMLElement} root
 * @property {import('./form.js').Given} given
 * @property {string} prefix of the ids
 * @property {(id: string) => HTMLElement | null} control finds an element by its id without the prefix
 * @property {import('./draft.js').Draft} draft
 * @property {State} state
 * @property {() => Grant | undefined} grant
 * @property {() => import('./form.js').Language} language
 * @property {() => string[] | undefined} findMissing the credential fields that a form, filled in by a file or the page, still needs
 * @property {() => void} paint
 * @property {(text: string) => void} announce for screen readers
 * @property {(field?: string) => void} edited after an edit by the user
 * @property {() => void} judge gives the draft what it is validated against
 * @property {(type: string, detail: object) => void} emit
 * @property {() => void} changed
 */

export const noFiles = {
  over: false,
  reading: false,
  taken: [],
  refused: [],
  candidates: [],
  chosen: 0,
  canUndo: false,
}

/** What another connection starts with. @returns {Omit<State, 'copied' | 'status' | 'loaded' | 'saved'>} */
const freshState = () => ({
  ...{ answered: undefined, grantFromFile: false, credentialAsked: false, advancedOpen: false },
  ...{ stale: false, pastedInto: '', revealed: new Set(), files: noFiles, candidates: [], undoTo: undefined },
  ...{ summary: [], result: undefined },
})

/** @returns {State} */
export const createState = () => ({ ...freshState(), copied: undefined, status: '', loaded: {}, saved: {} })

/** @param {State} state @param {Connection} loaded */
export const resetState = (state, loaded) =>
  Object.assign(state, freshState(), { loaded: { ...loaded }, saved: { ...loaded } })
