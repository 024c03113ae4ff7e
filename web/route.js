// The view, as the fragment of the address: #/ (the list), #/new, #/edit/NAME, #/copy/NAME. A number after the name is that
// of an entry that shares its name with others or has none.

/** @typedef {{ action: 'list' | 'new' | 'edit' | 'copy', name: string, number?: number }} Route */

/** @param {string} hash @returns {Route} */
export function readRoute(hash) {
  const [, action, name = '', number] = /^#\/?(new|edit|copy)(?:\/([^/]*)(?:\/(\d{1,9}))?)?$/.exec(hash) ?? []
  if (action === 'new') return { action, name: '' }
  if (action !== 'edit' && action !== 'copy') return { action: 'list', name: '' }
  return { action, name: decode(name), number: number === undefined ? undefined : Number(number) }
}

/** @param {Route} route */
export function writeRoute({ action, name, number }) {
  if (action === 'list') return '#/'
  if (action === 'new') return '#/new'
  return `#/${action}/${encodeURIComponent(name)}${number === undefined ? '' : `/${number}`}`
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
