import { h } from './dom.js'

/**
 * A button that copies a text which need not be on the page, and says whether it did.
 * @param {import('./texts.js').Say} say @param {string} label @param {() => string} text
 */
export function copyButton(say, label, text) {
  const button = h('button', { type: 'button', class: 'small', click: copyAndSay }, label)
  async function copyAndSay() {
    button.textContent = say((await copy(text())) ? 'copied' : 'notCopied')
    setTimeout(() => button.replaceChildren(label), 2000)
  }
  return button
}

/** @param {string} text */
async function copy(text) {
  // On plain http there is no navigator.clipboard; the copy event takes any text there too.
  if (!navigator.clipboard) {
    const put = (/** @type {ClipboardEvent} */ event) => {
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
    }
    document.addEventListener('copy', put, { once: true })
    const copied = document.execCommand('copy')
    document.removeEventListener('copy', put)
    return copied
  }
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
}
