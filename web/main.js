import { load } from 'imskit'
import 'imskit/element'
import './key.js'
import * as api from './api.js'
import { byId } from './dom.js'
import { createEditor, mayDiscard } from './editor.js'
import { callRow, createList } from './list.js'
import { fade, hush, say } from './notice.js'
import { readRoute, writeRoute } from './route.js'

/** @typedef {import('./api.js').Row} Row */

const form = /** @type {import('imskit/element').ImsConnectionElement} */ (document.querySelector('ims-connection'))
const started = Promise.all([load(), api.getContext(), api.getDemo(), api.getList()])
// Not before all is there, for it would be made anew under the hands of who fills it in. Where it cannot start, it says so.
started.finally(() => byId('editor').removeAttribute('hidden')).catch(() => {})
const [ims, context, demo, first] = await started
const editor = createEditor(ims, form)
const view = createList(ims, remove)

/** The list as the host last told it. */
let list = first.list
/** What the form is about; undefined: a new connection. @type {Row | undefined} */
let current
/** The fragment of the address that the form belongs to. */
let here = location.hash
let busy = false

/** @param {import('./api.js').List} answer @param {Row} [row] that the form is about now */
function take(answer, row) {
  list = answer
  current = row
  view.render(answer, row)
  byId('save').hidden = false
  byId('save-as-new').hidden = row === undefined
  byId('keep-place').textContent = answer.file ?? 'the memory of the host'
  tellForm()
}

/** What the form is judged by. @param {import('imskit').Context} [options] */
function tellForm({ grant } = form.context) {
  const takenNames = list ? list.connections.flatMap(({ name }) => name || []) : context?.takenNames
  form.context = { ...context, takenNames, currentName: current?.name, grant }
  form.kept = current?.kept ?? []
}

async function loadList() {
  const { list: found, refusal } = await api.getList()
  if (refusal) return view.refuse(refusal, loadList)
  const row = current && find(found, current.name ?? '', current.number)
  if (current && !row) {
    history.replaceState(null, '', '#new')
    here = location.hash
    editor.detach('New connection')
  }
  take(found, row)
}

/** @param {import('./api.js').List} among @param {string} name @param {number} [number] */
const find = (among, name, number) => {
  const named = among.connections.filter((row) => ims.nameKey(row.name ?? '') === ims.nameKey(name))
  return named.find((row) => row.number === number) ?? (name === '' ? undefined : named[0])
}

/** Fills the form as the address says. */
function openRoute() {
  const { action, name, number } = readRoute(location.hash)
  const row = list && action !== 'new' ? find(list, name, number) : undefined
  if (action !== 'new' && !row) {
    history.replaceState(null, '', '#new')
    say(`There is no connection called “${name}”.`, { bad: true })
  }
  here = location.hash
  current = action === 'edit' ? row : undefined
  tellForm({})
  if (!row) editor.open({ title: 'New connection', connection: {} })
  else if (action === 'edit') editor.open({ title: `Edit ${callRow(row)}`, connection: fieldsOf(row) })
  else {
    const connection = { ...fieldsOf(row), name: freeName(row.name ?? '') }
    const about = 'Its client secret and private key are to be given anew: the host does not hand them out.'
    editor.open({ title: `Copy of ${callRow(row)}`, about, connection, isSaved: false })
  }
  byId('demo').hidden = !demo || action !== 'new'
  if (list) take(list, current)
}

/** @param {Row} row @returns {import('imskit').Connection} */
const fieldsOf = ({ number, kept, state, issues, ...fields }) => fields

/** @param {string} name */
function freeName(name) {
  for (let i = 2; ; i++) if (list && !find(list, `${name} ${i}`)) return `${name} ${i}`
}

/** Whether the form may go on to something else. */
const mayLeave = async () => !editor.isChanged() || (await mayDiscard())

/** @param {boolean} [again] though the form is there already */
async function followRoute(again = false) {
  if (location.hash === here && !again) return
  if (await mayLeave()) {
    hush()
    openRoute()
    editor.focus()
  } else history.pushState(null, '', here)
}

/** One change at a time. @param {() => Promise<unknown>} action */
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

/** @param {boolean} asNew */
async function save(asNew) {
  const from = /** @type {import('./api.js').List} */ (list)
  const { checked: keepSecrets } = /** @type {HTMLInputElement} */ (byId('keep'))
  const row = asNew ? undefined : current
  const request = toSave(form.connection, keepSecrets)
  const { list: saved, refusal } = await (row ? api.replace(from, row, request) : api.add(from, request))
  if (refusal) return refuse(refusal, 'Not saved')
  take(
    saved,
    saved.connections.find(({ number }) => number === (row?.number ?? saved.connections.length)),
  )
  const name = current?.name ?? ''
  here = writeRoute({ action: 'edit', ...(current ? view.placeOf(saved, current) : { name }) })
  history[row ? 'replaceState' : 'pushState'](null, '', here)
  editor.markSaved(`Edit ${name}`)
  const secrets = keepSecrets ? '' : ', without secrets'
  say(`Saved ${name} ${saved.file === null ? 'in memory' : `to ${saved.file}`}${secrets}.`)
}

/**
 * What the host is sent: no secret that is not to be kept, and nothing that it does not know, as a dropped file may hold.
 * @param {import('imskit').Connection} connection @param {boolean} keepSecrets
 */
function toSave(connection, keepSecrets) {
  const secrets = ims.fields.flatMap(({ name, secret }) => (secret ? [String(name)] : []))
  const sent = ims.tables.fieldNames.filter((name) => keepSecrets || !secrets.includes(name))
  return { connection: Object.fromEntries(sent.map((name) => [name, connection[name]])), keepSecrets }
}

/** @param {import('./api.js').Refusal} refusal @param {string} what */
async function refuse({ code, field, message, hint }, what) {
  if (code === 'ERR_HOST_CHANGED') {
    await loadList()
    return say(`${what}: the list has changed meanwhile.`, {
      bad: true,
      hint: 'It is loaded anew, and the form is as it was. Look, then try again.',
    })
  }
  say(`${what}. ${message}`, { bad: true, hint })
  if (code === 'ERR_CONNECTION_INVALID' && field) form.showField(field)
}

/** @param {Row} row */
function remove(row) {
  run(async () => {
    if (row.number === current?.number && !(await mayLeave())) return
    const { list: left, refusal } = await api.remove(/** @type {import('./api.js').List} */ (list), row)
    if (refusal) return refuse(refusal, 'Not deleted')
    const isCurrent = row.number === current?.number
    const kept =
      current && !isCurrent ? left.connections[current.number - (current.number > row.number ? 2 : 1)] : undefined
    take(left, kept)
    if (isCurrent) {
      history.replaceState(null, '', '#new')
      openRoute()
    }
    const action = { label: 'Undo', run: () => run(() => undo(String(left.undo), row)) }
    say(`Deleted ${callRow(row)}.`, { action })?.focus()
  })
}

/** @param {string} word @param {Row} row */
async function undo(word, row) {
  const { list: back, refusal } = await api.restore(/** @type {import('./api.js').List} */ (list), word)
  if (refusal) return refuse(refusal, 'Not brought back')
  const kept = current && back.connections[current.number - (current.number >= row.number ? 0 : 1)]
  take(back, kept)
  say(`${callRow(row)} is back.`)
  view.focus(row.number)
}

byId('no-context').hidden = context !== undefined
byId('sandbox').hidden = demo === undefined
byId('sandbox-host').textContent = demo?.imsHost ?? ''
await form.ready
openRoute()
if (!list && first.refusal?.code !== 'ERR_HOST_NOT_FOUND') view.refuse(first.refusal ?? { message: '' }, loadList)

addEventListener('hashchange', () => followRoute())
byId('organization').addEventListener('click', (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest('a')
  if (!link || link.hash !== location.hash) return
  event.preventDefault() // the address stays, so nobody else hears of it
  if (link.hash === '#new') followRoute(true)
  else editor.focus()
})
addEventListener('beforeunload', (event) => {
  if (editor.isChanged()) event.preventDefault()
})
byId('save').addEventListener('submit', (event) => {
  event.preventDefault()
  const button = /** @type {HTMLButtonElement} */ (event.submitter)
  run(() => save(button.value === 'new'))
})
form.addEventListener('change', fade)
byId('demo').addEventListener('click', async () => {
  if (await mayLeave()) form.connection = demo ?? {}
})
