/**
 * An element. Attributes that are undefined or false are left out, functions listen to the event of their name, and
 * children that are undefined or false are left out. Classes get the prefix `ims-`: they stand in another's page.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string | undefined | false)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (name === 'class') element.classList.add(...String(value).split(' ').map(prefix))
    else if (value === true) element.setAttribute(name, '')
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value))
  }
  for (const child of children) if (child !== undefined && child !== false) element.append(child)
  return element
}

/** @param {string} name */
const prefix = (name) => `ims-${name}`

/** @param {Element} element @param {string} name of a class, without prefix @param {boolean} on */
export const toggleClass = (element, name, on) => element.classList.toggle(prefix(name), on)

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
