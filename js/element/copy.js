import { html } from '../../dist/lit.js'

/**
 * A button that copies a text, which need not be on the page, and says whether it did.
 * @param {import('./view.js').Tools} tools @param {string} id tells this button from others
 * @param {string} label @param {() => string} text @param {string} [kind] a class of the button
 */
export function copyView({ say, copied, copy }, id, label, text, kind = 'ims-small') {
  const shown = copied?.id === id ? say(copied.ok ? 'copied' : 'notCopied') : label
  return html`<button type="button" class=${kind} @click=${() => copy(id, text())}>${shown}</button>`
}

/** @param {string} text @returns {Promise<boolean>} whether the clipboard has it now */
export async function copyText(text) {
  // Without https there is no navigator.clipboard, but the copy event still takes any text.
  if (!navigator.clipboard) {
    const put = (/** @type {ClipboardEvent} */ event) => {
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
    }
    document.addEventListener('copy', put, { once: true })
    const done = document.execCommand('copy')
    document.removeEventListener('copy', put)
    return done
  }
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
}
