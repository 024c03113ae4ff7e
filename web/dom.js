/**
 * An element. Attributes that are undefined or false are left out, functions listen to the event of their name, and
 * children that are undefined or false are left out.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string | undefined | false)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value))
  }
  for (const child of children) if (child !== undefined && child !== false) element.append(child)
  return element
}

/**
 * A description list of what is known.
 * @param {[term: string, detail: Node | string | number | undefined | false][]} rows
 */
export function list(rows) {
  const known = rows.filter(([, detail]) => detail !== undefined && detail !== false && detail !== '')
  return h('dl', {}, ...known.map(([term, detail]) => h('div', {}, h('dt', {}, term), h('dd', {}, asNode(detail)))))
}

/** @param {unknown} value */
const asNode = (value) => (value instanceof Node ? value : String(value))

/**
 * A button that copies a text which need not be on the page, and says whether it did.
 * @param {string} label @param {() => string} text
 */
export function copyButton(label, text) {
  const button = h('button', { type: 'button', class: 'small', click: copyAndSay }, label)
  async function copyAndSay() {
    button.textContent = (await copy(text())) ? 'Copied' : 'The browser refused'
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
