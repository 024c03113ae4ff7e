import styles from '../../dist/element-style.js'

/** @type {WeakMap<Node, boolean>} */
const styled = new WeakMap()

/** As a constructed style sheet, which a strict content security policy lets pass. @param {Node} root */
export function adoptStyles(root) {
  if (styled.has(root) || !(root instanceof Document || root instanceof ShadowRoot)) return
  styled.set(root, true)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets.push(sheet)
}
