import { h, toggleClass } from './dom.js'
import { readFiles } from './files/read.js'
import { loadZipReader } from './files/zip.js'

/**
 * @typedef {import('./files/read.js').Taken} Taken
 * @typedef {import('./files/read.js').Refused} Refused
 */

/** @param {() => void} run Safari has no idle callbacks */
const whenIdle = (run) => (globalThis.requestIdleCallback ?? setTimeout)(run)

/** The one source whose credential has no key, as `importCredentials` names it. */
const oauthSource = 'console-oauth'

/**
 * Where files are chosen; dropped or pasted, they are taken anywhere on the form.
 * @param {object} options
 * @param {import('../index.js').Ims} options.ims
 * @param {import('./draft.js').Draft} options.draft
 * @param {string} options.prefix of the ids
 * @param {import('./texts.js').Say} options.say
 * @param {import('./texts.js').Translate} options.translate
 * @param {(grant?: 'client_credentials') => void} options.filled with the grant that the credential is made for
 * @param {(text: string) => void} options.announce to screen readers
 */
export function createChooser({ ims, draft, prefix, say, translate, filled, announce }) {
  const input = /** @type {HTMLInputElement} */ (
    h('input', { type: 'file', multiple: true, hidden: true, id: `${prefix}files`, 'aria-label': say('chooseFiles') })
  )
  const button = h('button', { type: 'button', click: () => input.click() }, say('chooseFiles'))
  const results = h('ul', { class: 'issues' })
  const lead = h('p', { class: 'quiet' }, say('filesLead'))
  const element = h('section', { class: 'files' }, h('h2', {}, say('filesTitle')), lead, button, input, results)
  whenIdle(() => loadZipReader().catch(() => {})) // who drops a zip without it is told
  input.addEventListener('change', async () => {
    await take(input.files ?? [])
    input.value = '' // so that the same file can be chosen again
  })

  /** @param {Iterable<File>} files */
  async function take(files) {
    results.replaceChildren(h('li', {}, say('reading')))
    const { patch, certificates, taken, refused } = await readFiles(ims, files, {
      passphrase: draft.value('passphrase'),
    })
    draft.patch(patch, certificates)
    const oauth = taken.some(({ source }) => source === oauthSource)
    const lines = [...taken.map(writeTaken), ...refused.map(writeRefused)]
    results.replaceChildren(...lines)
    announce(lines.map(({ textContent }) => textContent).join(' '))
    if (taken.length > 0) filled(oauth ? 'client_credentials' : undefined)
  }

  /** @param {Taken} taken */
  function writeTaken({ file, what, report, issues }) {
    const named = say(`what.${what}`)
    const told = report?.usable ? `${named}, ${say(report.encrypted ? 'keyEncrypted' : 'key', { ...report })}` : named
    const missing = issues.filter(({ field }) => draft.value(field) === '') // not what another file had
    const mend = missing.map(translate).map(({ message }) => h('span', { class: 'mend' }, ` ${message}`))
    return h('li', { class: 'taken' }, say('taken', { file, what: told }), ...mend)
  }

  /** @param {Refused} refused */
  function writeRefused({ file, ...reason }) {
    const { message, hint = '' } = translate(reason)
    const mend = h('span', { class: 'mend' }, ` ${message} ${hint} ${say('nothingLost')}`)
    return h('li', { class: 'error' }, h('strong', {}, say('notTaken', { file })), mend)
  }

  /** Takes what is dropped or pasted on the form. @param {HTMLElement} form */
  function watch(form) {
    const over = (/** @type {boolean} */ on) => toggleClass(element, 'over', on)
    form.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      over(true)
    })
    form.addEventListener('dragleave', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && form.contains(relatedTarget))) over(false)
    })
    form.addEventListener('drop', (event) => {
      over(false)
      if (!event.dataTransfer?.files.length) return
      event.preventDefault()
      take([...event.dataTransfer.files])
    })
    form.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0 && isCredentials(text)) files.push(new File([text], say('pasted')))
      if (files.length === 0) return
      event.preventDefault()
      take(files)
    })
  }

  /** A credential file that was pasted into some field belongs into all of them. @param {string} text */
  const isCredentials = (text) => text.trimStart().startsWith('{') && ims.importCredentials(text).source !== null

  return { element, watch, take }
}
