import { load } from 'imskit'
import 'imskit/element'
import './key.js'
import { html, nothing, render } from '../dist/lit.js'
import * as api from './api.js'
import { findDifferences, hideConflict, showConflict } from './conflict.js'
import { createEditor, mayDiscard, setTitle } from './editor.js'
import { callRow, createList } from './list.js'
import { fade, hush, say } from './notice.js'
import { byId } from './page.js'
import { readRoute, writeRoute } from './route.js'

/** @typedef {import('./api.js').Row} Row */

const form = /** @type {import('imskit/element').ImsConnectionElement} */ (document.querySelector('ims-connection'))
const asked = Promise.all([api.getContext(), api.getDemo(), api.getList()])
await untilReady()
const [ims, [context, demo, first]] = await Promise.all([load(), asked])
byId('loading').hidden = true
const editor = createEditor(ims, form)
const view = createList(ims, remove)

/** The list as the host last sent it. */
let list = first.list
/** The connection that is being edited; undefined for a new one. @type {Row | undefined} */
let current
/** The fragment of the address that is shown. */
let here = location.hash
let busy = false

/** Waits for the form. If it cannot be loaded, it says so and offers to try again. */
async function untilReady() {
  for (;;) {
    try {
      return await form.ready
    } catch {
      byId('loading').hidden = true
      byId('editor').hidden = false
      await new Promise((resolve) => form.addEventListener('click', () => setTimeout(resolve), { once: true }))
    }
  }
}

/** Shows a list that the host sent. @param {import('./api.js').List} answer @param {Row} [row] the one in the form */
function take(answer, row) {
  list = answer
  current = row
  view.show(answer)
  byId('save').hidden = false
  byId('save-as-new').hidden = row === undefined
  byId('keep-place').textContent = nameStore(answer)
  showStored()
  tellForm()
}

/** @param {import('./api.js').List} list */
const nameStore = ({ file }) => file ?? 'the server’s memory'

/** Lists the stored secrets and offers to remove them. */
function showStored() {
  const kept = current?.kept ?? []
  const place = list ? nameStore(list) : ''
  render(
    kept.length === 0
      ? nothing
      : html`<p>${place} has ${view.nameFields(kept)} of this connection.</p>
        <button type="button" class="quiet-button" @click=${() => run(removeSecrets)}>Remove secrets from ${place}</button>`,
    byId('stored'),
  )
}

/** Gives the form its context. */
function tellForm() {
  const takenNames = list ? list.connections.flatMap(({ name }) => name || []) : context?.takenNames
  form.context = { ...context, takenNames, currentName: current?.name }
  form.kept = current?.kept ?? []
}

async function loadList() {
  const { list: found, refusal } = await api.getList()
  if (refusal) return view.refuse(refusal, loadList)
  const row = current && find(found, current.name ?? '', current.number)
  if (current && !row) detach()
  take(found, row)
}

/** Turns the form into a new connection, because someone else removed the one that is being edited. */
function detach() {
  history.replaceState(null, '', '#/new')
  here = location.hash
  editor.detach('New connection')
}

/** @param {import('./api.js').List} among @param {string} name @param {number} [number] */
const find = (among, name, number) => {
  const named = among.connections.filter((row) => ims.nameKey(row.name ?? '') === ims.nameKey(name))
  return named.find((row) => row.number === number) ?? (name === '' ? undefined : named[0])
}

/** Shows the view that the address names. */
function openRoute() {
  const { action, name, number } = readRoute(location.hash)
  const known = list !== undefined || first.refusal?.code !== 'ERR_HOST_NOT_FOUND'
  hideConflict()
  if (action === 'list' && known) return openList()
  const row = list && (action === 'edit' || action === 'copy') ? find(list, name, number) : undefined
  if ((action === 'edit' || action === 'copy') && !row && list) {
    history.replaceState(null, '', '#/')
    openList()
    say(`There is no connection called “${name}”.`, { kind: 'bad' })
    return
  }
  here = location.hash
  byId('organization').hidden = true
  byId('editor').hidden = false
  byId('back').hidden = !known
  current = action === 'edit' ? row : undefined
  if (list) take(list, current)
  else tellForm()
  if (!row) editor.open({ title: 'New connection', connection: {} })
  else if (action === 'edit') editor.open({ title: callRow(row), connection: fieldsOf(row) })
  else {
    const connection = { ...fieldsOf(row), name: freeName(row.name ?? '') }
    const about = 'The server does not hand out secrets, so the copy needs its client secret and private key again.'
    editor.open({ title: `Copy of ${callRow(row)}`, about, connection, isSaved: false })
  }
  byId('demo').hidden = !demo || action !== 'new'
}

function openList() {
  here = location.hash
  if (list) take(list)
  editor.open({ title: 'Connections', connection: {} })
  byId('editor').hidden = true
  byId('organization').hidden = false
  setTitle('Connections')
}

/** Moves the focus to the title of the view, so that screen readers continue from there. */
function focusView() {
  const title = byId(byId('editor').hidden ? 'organization-title' : 'title')
  title.focus({ preventScroll: true })
  scrollTo(0, 0)
}

/** @param {Row} row @returns {import('imskit').Connection} */
const fieldsOf = ({ number, kept, grant, state, issues, ...fields }) => fields

/** @param {string} name */
function freeName(name) {
  for (let i = 2; ; i++) if (list && !find(list, `${name} ${i}`)) return `${name} ${i}`
}

/** True if there are no unsaved changes, or if the person discards them. */
const mayLeave = async () => byId('editor').hidden || !editor.isChanged() || (await mayDiscard())

async function followRoute() {
  if (location.hash === here) return
  if (await mayLeave()) {
    hush()
    openRoute()
    focusView()
  } else history.pushState(null, '', here)
}

/** Runs an action unless another one is running. @param {() => Promise<unknown>} action */
async function run(action) {
  if (busy || !list) return
  busy = true
  byId('save').setAttribute('aria-busy', 'true')
  try {
    await action()
  } finally {
    byId('save').removeAttribute('aria-busy')
    busy = false
  }
}

/** @param {boolean} asNew @returns {Promise<unknown>} */
async function save(asNew) {
  const row = asNew ? undefined : current
  const misplaced = findMisplacedSecret()
  if (misplaced) {
    form.showField(misplaced.field)
    return say(`Not saved. ${misplaced.message}`, { kind: 'bad', hint: misplaced.hint })
  }
  const { checked: keepSecrets } = /** @type {HTMLInputElement} */ (byId('keep'))
  const request = toSave(form.connection, keepSecrets)
  const from = /** @type {import('./api.js').List} */ (list)
  const { list: saved, refusal } = await (row ? api.replace(from, row, request) : api.add(from, request))
  if (refusal) return refuse(refusal, 'Not saved', () => save(asNew))
  finishSave(saved, row)
}

/** @param {import('./api.js').List} saved @param {Row} [row] that was replaced */
function finishSave(saved, row) {
  hideConflict()
  take(
    saved,
    saved.connections.find(({ number }) => number === (row?.number ?? saved.connections.length)),
  )
  const name = current?.name ?? ''
  here = writeRoute({ action: 'edit', ...(current ? view.placeOf(saved, current) : { name }) })
  history[row ? 'replaceState' : 'pushState'](null, '', here)
  byId('demo').hidden = true
  editor.markSaved(name)
  const place = saved.file === null ? 'in memory' : `to ${saved.file}`
  const kept = current?.kept ?? []
  const secrets = kept.length === 0 ? 'without its secrets' : `with ${view.nameFields(kept)}`
  const errors = current?.issues.filter(({ severity }) => severity === 'error').length ?? 0
  if (errors === 0) return say(`Saved ${name} ${place}, ${secrets}.`)
  const hint = `It has ${errors} ${errors === 1 ? 'problem' : 'problems'} to fix before it works.`
  say(`Saved ${name} ${place}, ${secrets}.`, { kind: 'warn', hint })
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
  const from = /** @type {import('./api.js').List} */ (list)
  const { list: saved, refusal } = await api.replace(from, row, {
    ...toSave(fieldsOf(row), false),
    removeSecrets: true,
  })
  if (refusal) return refuse(refusal, 'Not removed', removeSecrets)
  take(
    saved,
    saved.connections.find(({ number }) => number === row.number),
  )
  const left = current?.kept ?? []
  const hint = left.length > 0 ? `Still named there: ${view.nameFields(left)}.` : undefined
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
 * Handles a list that someone else changed. Repeats the action if this connection did not change; otherwise asks the person.
 * @param {string} what @param {() => Promise<unknown>} again
 * @returns {Promise<unknown>}
 */
async function resolve(what, again) {
  const base = current
  const { list: found, refusal } = await api.getList()
  if (!found) return say(`${what}. ${refusal.message}`, { kind: 'bad', hint: refusal.hint })
  const row = base && find(found, base.name ?? '', base.number)
  if (base && !row) {
    detach()
    take(found)
    const hint = 'Your edits are still here. Save them as a new connection.'
    return say(`${what}: someone else deleted this connection.`, { kind: 'bad', hint })
  }
  take(found, row)
  const theirs = row && fieldsOf(row)
  const differences = base && theirs ? findDifferences(ims, fieldsOf(base), form.connection, theirs) : []
  if (differences.length === 0) return again()
  hush()
  showConflict(differences, (name) => view.nameFields([name]), {
    keepMine: () => run(again),
    takeTheirs() {
      hideConflict()
      if (row) editor.open({ title: callRow(row), connection: fieldsOf(row) })
      focusView()
    },
  })
}

/** @param {Row} row */
function remove(row) {
  run(async () => {
    const { list: left, refusal } = await api.remove(/** @type {import('./api.js').List} */ (list), row)
    if (refusal?.code === 'ERR_HOST_CHANGED') {
      await loadList()
      return say(`${callRow(row)} was not deleted: someone else changed the list.`, {
        kind: 'bad',
        hint: 'The list is up to date now. Try again.',
      })
    }
    if (refusal) return say(`${callRow(row)} was not deleted. ${refusal.message}`, { kind: 'bad', hint: refusal.hint })
    take(left)
    const action = { label: 'Undo', run: () => run(() => undo(String(left.undo), row)) }
    say(`Deleted ${callRow(row)}.`, { action })?.focus()
  })
}

/** @param {string} word @param {Row} row */
async function undo(word, row) {
  const { list: back, refusal } = await api.restore(/** @type {import('./api.js').List} */ (list), word)
  if (refusal) return say(`${callRow(row)} was not restored. ${refusal.message}`, { kind: 'bad', hint: refusal.hint })
  take(back, current)
  say(`${callRow(row)} is back.`)
  view.focus(row.number)
}

byId('no-context').hidden = context !== undefined
byId('sandbox').hidden = demo === undefined
byId('sandbox-host').textContent = demo?.imsHost ?? ''
form.sandbox = demo?.imsHost
// Start with the form if there is nothing to list.
const nothingYet = list ? list.connections.length === 0 : first.refusal?.code === 'ERR_HOST_NOT_FOUND'
if (location.hash === '' && nothingYet) history.replaceState(null, '', '#/new')
openRoute()
if (!list && first.refusal?.code !== 'ERR_HOST_NOT_FOUND') view.refuse(first.refusal ?? { message: '' }, loadList)

addEventListener('hashchange', () => followRoute())
byId('skip').addEventListener('click', (event) => {
  event.preventDefault() // the fragment of the address names the view
  byId('main').focus()
})
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
byId('save').addEventListener('submit', (event) => {
  event.preventDefault()
  const button = /** @type {HTMLButtonElement} */ (event.submitter)
  run(() => save(button.value === 'new'))
})
form.addEventListener('change', fade)
byId('demo').addEventListener('click', async () => {
  const { imsHost, imsExchange, ...connection } = demo ?? {}
  if (await mayLeave()) form.connection = connection // without its IMS host: the server sends all requests to the sandbox
})
