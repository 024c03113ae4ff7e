// Where the page is, by the fragment of its address: #new, #edit/NAME, #copy/NAME. A number behind the name is that of an
// entry which shares its name, or has none.

/** @typedef {{ action: 'new' | 'edit' | 'copy', name: string, number?: number }} Route */

/** @param {string} hash @returns {Route} */
export function readRoute(hash) {
  const [, action, name = '', number] = /^#(edit|copy)\/([^/]*)(?:\/(\d{1,9}))?$/.exec(hash) ?? []
  if (action !== 'edit' && action !== 'copy') return { action: 'new', name: '' }
  return { action, name: decode(name), number: number === undefined ? undefined : Number(number) }
}

/** @param {Route} route */
export const writeRoute = ({ action, name, number }) =>
  `#${action}${action === 'new' ? '' : `/${encodeURIComponent(name)}`}${number === undefined ? '' : `/${number}`}`

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
