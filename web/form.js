// The form of a connection: it opens, saves and copies one, and settles conflicts with other users.
import { load } from 'imskit'
import 'imskit/element'
import { html, nothing, render } from '../dist/lit.js'
import * as api from './api.js'
import { createEditor, mayDiscard } from './editor.js'
import { callRow, findErrors, placeOf, sayMissing } from './list.js'
import { fade, hush, say } from './notice.js'
import { byId } from './page.js'
import { writeRoute } from './route.js'

/**
 * @typedef {import('./api.js').Row} Row
 * @typedef {import('./api.js').List} List
 * @typedef {import('./api.js').Answer} Answer
 *
 * @typedef {object} Page what the form needs of the rest of the page
 * @property {Promise<[import('imskit').Context | undefined, import('imskit').Connection | undefined, Answer]>} asked the context,
 *   the demo connection and the list
 * @property {(action: () => Promise<unknown>) => void} run
 * @property {() => Promise<unknown>} loadList
 * @property {() => List | undefined} getList
 * @property {(list: List) => void} takeList
 * @property {(list: List) => void} receiveList
 * @property {() => void} focusView
 * @property {(hash: string, how: 'pushState' | 'replaceState') => void} setAddress
 * @property {() => void} fail
 *
 * @typedef {Awaited<ReturnType<typeof createFormView>>} FormView
 */

/** @param {List} list */
const nameStore = ({ file }) => file ?? 'the server’s memory'

/** @param {Row} row @returns {import('imskit').Connection} */
const fieldsOf = ({ number, kept, missing, needs, unique, state, issues, ...fields }) => fields

/** What no token depends on. @type {string[]} */
const saveFields = ['name', 'description', 'type', 'runtimeEnvironment']

const hideConflict = () => {
  byId('conflict').hidden = true
}

/** Waits for the form. If it cannot be loaded, it says so and offers to try again. @param {import('imskit/element').ImsConnectionElement} form @param {() => void} fail */
async function untilReady(form, fail) {
  for (;;) {
    try {
      return await form.ready
    } catch {
      fail()
      await new Promise((resolve) => form.addEventListener('click', () => setTimeout(resolve), { once: true }))
    }
  }
}

/** @param {Page} page */
export async function createFormView(page) {
  const { asked, run, getList, setAddress } = page
  const form = /** @type {import('imskit/element').ImsConnectionElement} */ (document.querySelector('ims-connection'))
  await untilReady(form, page.fail)
  const [ims, [given, demo]] = await Promise.all([load(), asked])
  let context = given
  const editor = createEditor(ims, form)
  /** Whether to save the secrets too. */
  const keep = /** @type {HTMLInputElement} */ (byId('keep'))
  const labels = new Map(ims.fields.map(({ name, label }) => [String(name), label]))

  /** The connection that is being edited; undefined for a new one. @type {Row | undefined} */
  let current

  /** Waits for an answer. In another view by then, it only updates the list. @param {Promise<Answer>} asking @returns {Promise<Partial<Answer>>} */
  async function wait(asking) {
    const { context } = form // each view sets one of its own
    const answer = await asking
    if (form.context === context) return answer
    if (answer.list) page.receiveList(answer.list)
    return {}
  }

  /** @param {readonly string[]} names */
  const nameFields = (names) => new Intl.ListFormat('en').format(names.map((name) => labels.get(name) ?? name))

  /** Shows a list that the host sent. @param {List} answer @param {Row} [row] the one in the form */
  function take(answer, row) {
    page.takeList(answer)
    setCurrent(row)
  }

  /** @param {Row} [row] */
  function setCurrent(row) {
    current = row
    const list = getList()
    if (list) {
      byId('no-list').hidden = true
      byId('save').hidden = false
      byId('save-as-new').hidden = row === undefined
      byId('keep-place').textContent = nameStore(list)
      showStored()
    }
    const takenNames = list ? list.connections.flatMap(({ name }) => name || []) : context?.takenNames
    form.context = { ...context, takenNames, currentName: current?.name }
    form.kept = current?.kept ?? []
    byId('no-context').hidden = context !== undefined
  }

  /** What the saved connection does not have, except what the form lists as needed for a token. @param {Row} row */
  function sayAbout({ missing }) {
    const listed = ims.fields.flatMap(({ name, label }) => (saveFields.includes(name) ? [] : [label]))
    const others = missing.filter((label) => !listed.includes(label)).join(', ')
    return others && `Missing in ${nameStore(/** @type {List} */ (getList()))}: ${others}`
  }

  /** Lists the stored secrets and offers to remove them. */
  function showStored() {
    const kept = current?.kept ?? []
    const list = getList()
    const place = list ? nameStore(list) : ''
    render(
      kept.length === 0
        ? nothing
        : html`<p>${place} has the ${nameFields(kept)} of this connection.</p>
          <button type="button" class="quiet-button" @click=${() => run(removeSecrets)}>Remove secrets from ${place}</button>`,
      byId('stored'),
    )
  }

  /** Turns the form into a new connection, because someone else removed the one that is being edited. */
  function detach() {
    setAddress('#/new', 'replaceState')
    editor.detach('New connection')
  }

  /** @param {List} among @param {string} name @param {number} [number] */
  const find = (among, name, number) => {
    const named = among.connections.filter((row) => ims.nameKey(row.name ?? '') === ims.nameKey(name))
    return named.find((row) => row.number === number) ?? (name === '' ? undefined : named[0])
  }

  /** @param {string} name */
  function freeName(name) {
    const list = getList()
    for (let i = 2; ; i++) if (list && !find(list, `${name} ${i}`)) return `${name} ${i}`
  }

  /** @param {boolean} asNew @returns {Promise<unknown>} */
  async function save(asNew) {
    const row = asNew ? undefined : current
    const misplaced = findMisplacedSecret()
    if (misplaced) {
      form.showField(misplaced.field)
      return say(`Not saved. ${misplaced.message}`, { kind: 'bad', hint: misplaced.hint })
    }
    const { connection } = form
    const request = toSave(connection, keep.checked)
    const from = /** @type {List} */ (getList())
    const { list: saved, refusal } = await wait(row ? api.replace(from, row, request) : api.add(from, request))
    if (!saved) return refusal && refuse(refusal, 'Not saved', () => save(asNew))
    finishSave(saved, connection, row)
    form.markSaved(request.connection)
  }

  /** Saves for a token, for which the server needs the secrets that were entered, too. @returns {Promise<unknown>} */
  async function saveForToken() {
    const { connection } = form
    if (keep.checked || !ims.fields.some(({ name, secret }) => secret && connection[name])) return save(false)
    const hint = 'Select “Also save the client secret”, save, then get the token.'
    say('Not saved. The server also needs the secrets that you entered.', { kind: 'bad', hint })
    keep.focus()
    keep.scrollIntoView({ block: 'center' })
  }

  /** @param {List} saved @param {import('imskit').Connection} connection as it was entered @param {Row} [row] that was replaced */
  function finishSave(saved, connection, row) {
    hideConflict()
    const number = row?.number ?? saved.connections.length
    take(
      saved,
      saved.connections.find((other) => other.number === number),
    )
    const name = current?.name ?? ''
    const address = writeRoute({ action: 'edit', ...(current ? placeOf(current) : { name }) })
    setAddress(address, row ? 'replaceState' : 'pushState')
    byId('demo').hidden = true
    editor.markSaved(name, current && sayAbout(current), connection)
    const place = saved.file === null ? 'in memory' : `to ${saved.file}`
    const kept = current?.kept ?? []
    const secrets = kept.length === 0 ? 'without its secrets' : `with ${nameFields(kept)}`
    const [first, ...more] = current ? findErrors(current) : []
    const hint = [
      ...(first ? [`Fix this first: ${first.message}`] : []),
      ...(more.length > 0 ? [`And ${more.length} more.`] : []),
      ...(current && current.missing.length > 0 ? [`Missing: ${sayMissing(current)}.`] : []),
    ].join(' ')
    say(`Saved ${name} ${place}, ${secrets}.`, { kind: hint ? 'warn' : 'good', hint })
  }

  /** The issue of a secret in another field, which would be saved in plain text. */
  function findMisplacedSecret() {
    const secrets = ims.fields.filter(({ secret }) => secret)
    const isSecret = (/** @type {unknown} */ field) =>
      secrets.some(({ name, label }) => field === name || field === label)
    const { issues } = ims.validate(form.connection)
    return issues.find(({ field, code, params }) => {
      const { belongs } = /** @type {{ belongs?: string }} */ (params ?? {})
      return !isSecret(field) && ['belongs_elsewhere', 'swapped'].includes(String(code)) && isSecret(belongs)
    })
  }

  /** @returns {Promise<unknown>} */
  async function removeSecrets() {
    const row = /** @type {Row} */ (current)
    const from = /** @type {List} */ (getList())
    const request = { ...toSave(fieldsOf(row), false), removeSecrets: true }
    const { list: saved, refusal } = await wait(api.replace(from, row, request))
    if (!saved) return refusal && refuse(refusal, 'Not removed', removeSecrets)
    take(
      saved,
      saved.connections.find(({ number }) => number === row.number),
    )
    const left = current?.kept ?? []
    const hint = left.length > 0 ? `Still referenced there: ${nameFields(left)}.` : undefined
    say(`Removed the secrets of ${callRow(row)} from ${nameStore(saved)}.`, { hint })
  }

  /**
   * The request that saves a connection. Leaves out secrets unless they are to be saved, and members that the host does not
   * know, which can come from a dropped file.
   * @param {import('imskit').Connection} connection @param {boolean} keepSecrets
   */
  function toSave(connection, keepSecrets) {
    const secrets = ims.fields.flatMap(({ name, secret }) => (secret ? [String(name)] : []))
    const sent = ims.tables.fieldNames.filter((name) => keepSecrets || !secrets.includes(name))
    return { connection: Object.fromEntries(sent.map((name) => [name, connection[name]])), keepSecrets }
  }

  /**
   * @param {import('./api.js').Refusal} refusal @param {string} what @param {() => Promise<unknown>} again
   * @returns {Promise<unknown>}
   */
  async function refuse({ code, field, message, hint }, what, again) {
    if (code === 'ERR_HOST_CHANGED') return resolve(what, again)
    say(`${what}. ${message}`, { kind: 'bad', hint })
    if (code === 'ERR_CONNECTION_INVALID' && field) form.showField(field)
  }

  /**
   * Handles a list that someone else changed. Repeats the action if this connection did not change; otherwise asks the user.
   * @param {string} what @param {() => Promise<unknown>} again
   * @returns {Promise<unknown>}
   */
  async function resolve(what, again) {
    const base = current
    // The import comes first: after it, the form could be another view's.
    const { list: found, refusal } = await wait(import('./conflict.js').then(api.getList, () => api.unreachable()))
    if (!found) return refusal && say(`${what}. ${refusal.message}`, { kind: 'bad', hint: refusal.hint })
    const row = base && find(found, base.name ?? '', base.number)
    if (base && !row) {
      detach()
      take(found)
      const hint = 'Your edits are still here. Save them as a new connection.'
      return say(`${what}: someone else deleted this connection.`, { kind: 'bad', hint })
    }
    take(found, row)
    const theirs = row && fieldsOf(row)
    const { findDifferences, showConflict } = await import('./conflict.js')
    const differences = base && theirs ? findDifferences(ims, fieldsOf(base), form.connection, theirs) : []
    if (differences.length === 0) return again()
    hush()
    showConflict(differences, (name) => nameFields([name]), {
      keepMine: () => run(again),
      takeTheirs() {
        hideConflict()
        if (row) editor.open({ title: callRow(row), about: sayAbout(row), connection: fieldsOf(row) })
        page.focusView()
      },
    })
  }

  form.sandbox = demo?.imsHost
  addEventListener('beforeunload', (event) => {
    if (!byId('editor').hidden && editor.isChanged()) event.preventDefault()
  })
  // The form takes files that are dropped anywhere on the page.
  addEventListener('drop', (event) => {
    const files = event.dataTransfer?.files
    if (!files?.length || byId('editor').hidden || form.contains(/** @type {Node} */ (event.target))) return
    event.preventDefault()
    form.takeFiles([...files])
  })
  // The same for what is pasted outside of text fields: after the page has loaded, nothing has the focus.
  addEventListener('paste', ({ target, clipboardData }) => {
    const text = clipboardData?.getData('text/plain')
    if (byId('editor').hidden || form.contains(/** @type {Node} */ (target))) return
    if (clipboardData?.files.length) form.takeFiles([...clipboardData.files])
    else if (text) form.takeFiles([new File([text], 'the text you pasted')])
  })
  byId('save').addEventListener('submit', (event) => {
    event.preventDefault()
    const button = /** @type {HTMLButtonElement} */ (event.submitter)
    run(() => save(button.value === 'new'))
  })
  byId('load-list').addEventListener('click', () => page.loadList())
  form.save = () => run(saveForToken)
  form.addEventListener('change', fade)
  const mayLeave = async () => !editor.isChanged() || (await mayDiscard())
  byId('demo').addEventListener('click', async () => {
    const { imsHost, imsExchange, ...connection } = demo ?? {}
    if (!(await mayLeave())) return
    form.connection = connection // without its IMS host: the server sends all requests to the sandbox
    keep.checked = true // nobody else has these secrets, and nobody could enter them again
    const next = /** @type {HTMLElement | null} */ (form.querySelector('.ims-next button'))
    next?.focus()
  })

  return {
    mayLeave,

    /**
     * Shows a connection.
     * @param {import('./route.js').Route} route @param {boolean} hasList whether there is a list to go back to
     * @returns {boolean} false if the list has no such connection
     */
    open({ action, name, number }, hasList) {
      hideConflict()
      if (action !== 'edit') keep.checked = false
      const list = getList()
      const isSaved = action === 'edit' || action === 'copy'
      const row = list && isSaved ? find(list, name, number) : undefined
      if (isSaved && !row && list) return false
      byId('back').hidden = !hasList
      byId('no-list').hidden = !hasList || list !== undefined
      setCurrent(action === 'edit' ? row : undefined)
      if (!row) editor.open({ title: 'New connection', connection: {} })
      else if (action === 'edit') editor.open({ title: callRow(row), about: sayAbout(row), connection: fieldsOf(row) })
      else {
        const connection = { ...fieldsOf(row), name: freeName(row.name ?? '') }
        const about = 'Secrets are not copied. Enter them again.'
        editor.open({ title: `Copy of ${callRow(row)}`, about, connection, isSaved: false })
      }
      byId('demo').hidden = !demo || action !== 'new'
      return true
    },

    /** Forgets the connection. */
    close() {
      hideConflict()
      setCurrent()
      editor.open({ title: 'Connections', connection: {} })
    },

    /** Asks for the context again if there is none. The next `update` shows it. */
    async loadContext() {
      context ??= await api.getContext()
    },

    /** Whether a saved connection is open. */
    hasCurrent: () => current !== undefined,

    /** The list changed. @param {(number: number) => number} [move] returns the new number of an entry, 0 if it is gone */
    update(move = (number) => number) {
      const { connections } = /** @type {List} */ (getList())
      const number = current && move(current.number)
      const row = connections.find((other) => other.number === number)
      if (current && !row) detach()
      setCurrent(row)
    },
  }
}
