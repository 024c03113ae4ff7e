import styles from '../../dist/element-style.js'

/** @type {WeakSet<Node>} */
const styled = new WeakSet()

/**
 * Adds the element's styles to a document or a shadow root. They are a constructed style sheet, which a strict Content
 * Security Policy allows. Where there are none, as in jsdom, the form works without styles.
 * @param {Node} root
 */
export function adoptStyles(root) {
  if (styled.has(root) || !('adoptedStyleSheets' in root) || typeof CSSStyleSheet !== 'function') return
  styled.add(root)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  const { adoptedStyleSheets } = /** @type {DocumentOrShadowRoot} */ (/** @type {unknown} */ (root))
  adoptedStyleSheets.push(sheet)
}
