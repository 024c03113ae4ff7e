// The console: its views, and the list of connections. The form is a module of its own, form.js, so that the list can be shown
// before the form and the core are there.
import './key.js'
import { html, render } from '../dist/lit.js'
import * as api from './api.js'
import { callRow, createList } from './list.js'
import { hush, say } from './notice.js'
import { byId, setTitle } from './page.js'
import { readRoute } from './route.js'

/** @typedef {import('./api.js').Row} Row */

const asked = Promise.all([api.getContext(), api.getDemo(), api.getList()])

/** The list as it is shown. @type {import('./api.js').List | undefined} */
let list
/** A newer list, which the next view shows. @type {import('./api.js').List | undefined} */
let later
/** Why there is no list. @type {import('./api.js').Refusal | undefined} */
let refused
/** The form, once it can be used. @type {import('./form.js').FormView | undefined} */
let form
/** @type {Promise<void> | undefined} */
let loading
/** Whether the form shows why the core could not be loaded. */
let failed = false
/** The fragment of the address that is shown. */
let here = location.hash
let busy = false

const view = createList(remove)
const isForm = () => readRoute(location.hash).action !== 'list'

/** What the form does with the page. */
function createPage() {
  return {
    asked,
    run,
    loadList,
    getList: () => list,
    takeList,
    receiveList,
    focusView,

    /**
     * Shows another address without loading its view. While the user is asked whether to leave the view, the address is that
     * of the next one already.
     * @param {string} hash @param {'pushState' | 'replaceState'} how
     */
    setAddress(hash, how) {
      if (location.hash === here) history[how](null, '', hash)
      here = hash
    },

    /** The core could not be loaded. */
    fail() {
      failed = true
      if (isForm()) show('editor')
    },
  }
}

/** Starts downloading the core while the form is downloaded, which then uses it. */
function preloadCore() {
  const { href } = new URL('../dist/core.wasm', import.meta.url)
  const attributes = { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href }
  document.head.append(Object.assign(document.createElement('link'), attributes))
}

/** Loads the form and the core once. */
function loadForm() {
  if (!loading) preloadCore()
  loading ??= import('./form.js')
    .then(({ createFormView }) => createFormView(createPage()))
    .then((created) => {
      form = created
    })
  return loading
}

/** @param {import('./api.js').List} answer */
function takeList(answer) {
  list = answer
  later = undefined
  view.show(answer)
}

/** Keeps the list that an open connection is from, so that saving it finds the conflict. @param {import('./api.js').List} answer */
function receiveList(answer) {
  if (form?.hasCurrent()) {
    later = answer
    return
  }
  takeList(answer)
  form?.update()
}

async function loadList() {
  await form?.loadContext()
  const { list: found, refusal } = await api.getList()
  if (refusal) return view.refuse(refusal, retry)
  receiveList(found)
}

/** After the list could not be loaded. A form that was opened meanwhile keeps its values. */
async function retry() {
  await loadList()
  if (list && byId('editor').hidden) await openRoute()
}

/** Whether the host has a list, even if it could not send it. */
const hasList = () => refused?.code !== 'ERR_HOST_NOT_FOUND'

/** Shows the view that the address names. */
async function openRoute() {
  if (later) takeList(later)
  // Without the list, only a new connection can be edited.
  const { action } = readRoute(location.hash)
  if (hasList() && (action === 'list' || (action !== 'new' && !list))) return openList()
  const hash = location.hash
  here = hash
  if (!form) {
    show(failed ? 'editor' : 'loading')
    await loadForm().catch(showStuck)
  }
  if (location.hash !== hash || !form) return
  const { name } = readRoute(hash)
  if (form.open(readRoute(hash), hasList())) return show('editor')
  history.replaceState(null, '', '#/')
  openList()
  say(`There is no connection called “${name}”.`, { kind: 'bad' })
}

function openList() {
  here = location.hash
  if (list) view.show(list)
  form?.close()
  setTitle('Connections')
  show('organization')
}

/** @param {'loading' | 'organization' | 'editor'} id of the view */
function show(id) {
  for (const other of ['loading', 'organization', 'editor']) byId(other).hidden = other !== id
  const ahead = document.getElementById('ahead') // gone once a part of the page could not be downloaded
  if (ahead) ahead.hidden = readRoute(location.hash).action !== 'new'
}

/** A part of the page could not be downloaded. */
function showStuck() {
  byId('loading').replaceChildren()
  render(
    html`<p>Part of the console could not be downloaded. Check that the server is running.</p>
      <p><button type="button" @click=${() => location.reload()}>Reload the page</button></p>`,
    byId('loading'),
  )
}

/** Moves the focus to the title of the view, so that screen readers continue from there. */
function focusView() {
  const title = byId(byId('editor').hidden ? 'organization-title' : 'title')
  title.focus({ preventScroll: true })
  scrollTo(0, 0)
}

/** True if there are no unsaved changes, or if the user discards them. */
const mayLeave = async () => byId('editor').hidden || !form || (await form.mayLeave())

async function followRoute() {
  if (location.hash === here) return
  if (await mayLeave()) {
    hush()
    await openRoute()
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
    takeList(left)
    form?.update((number) => (number === row.number ? 0 : number - Number(number > row.number)))
    const button = say(`Deleted ${callRow(row)}.`, { action: offerUndo(String(left.undo), row) })
    if (byId('editor').hidden) button?.focus()
  })
}

/** @param {string} word @param {Row} row */
const offerUndo = (word, row) => ({ label: 'Undo', run: () => run(() => undo(word, row)) })

/** @param {string} word @param {Row} row @param {boolean} [again] whether to try again if someone else changed the list */
async function undo(word, row, again = true) {
  const from = /** @type {import('./api.js').List} */ (later ?? list)
  const { list: back, refusal } = await api.restore(from, word)
  if (refusal?.code === 'ERR_HOST_CHANGED' && again) {
    await loadList()
    return undo(word, row, false)
  }
  if (refusal) {
    const { message, hint } = refusal
    return say(`${callRow(row)} was not restored. ${message}`, { kind: 'bad', hint, action: offerUndo(word, row) })
  }
  if (later) later = back
  else {
    takeList(back)
    const restored = Math.min(row.number, back.connections.length)
    form?.update((number) => number + Number(number >= restored))
  }
  say(`${callRow(row)} was restored.`)
  view.focus(row.number)
}

/** @param {() => void} run Safari has no idle callbacks */
const whenIdle = (run) => (globalThis.requestIdleCallback ?? setTimeout)(run)

/** Resolves after the next frame; also on a page in the background, which has none. */
const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, 1000)
  })

async function start() {
  show('loading')
  await painted()
  if (isForm()) loadForm().catch(() => {}) // openRoute reports a failure
  const [, demo, first] = await asked
  byId('sandbox-host').textContent = demo?.imsHost ?? ''
  refused = first.refusal
  if (first.list) takeList(first.list)
  // Start with the form if there is nothing to list.
  const isEmpty = list ? list.connections.length === 0 : !hasList()
  if (location.hash === '' && isEmpty) history.replaceState(null, '', '#/new')
  if (refused && hasList()) view.refuse(refused, retry)
  await openRoute()
  byId('sandbox').hidden = demo === undefined // not before, so that nothing moves
  whenIdle(() => loadForm().catch(() => {})) // after the list is painted, so that the form opens at once
}

addEventListener('hashchange', () => followRoute())
byId('skip').addEventListener('click', (event) => {
  event.preventDefault() // the fragment of the address names the view
  byId('main').focus()
})
start()
