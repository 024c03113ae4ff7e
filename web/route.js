// Routes are fragments of the address: #/ (the list), #/new, #/edit/NAME and #/copy/NAME. If several entries have that name,
// or if it is empty, the number of the entry follows: #/edit/NAME/2.

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
  const whole = name.replace(/\p{Surrogate}/gu, '\ufffd') // half a pair has no encoding
  return `#/${action}/${encodeURIComponent(whole)}${number === undefined ? '' : `/${number}`}`
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
