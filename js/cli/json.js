/**
 * Where a text stops being JSON (RFC 8259), as an index into it; its length where it ends too early, -1 where it is JSON.
 * `JSON.parse` does not always say where, and quotes the text, which may hold a secret.
 * @param {string} text
 * @returns {number}
 */
export function findJsonError(text) {
  const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
  /** @type {('{' | '[')[]} what is open; a stack of our own, since a file may nest deeper than calls can */
  const open = []
  /** @type {'value' | 'first' | 'key' | 'after'} what comes next; `first`: of an array or object, which may be empty */
  let next = 'value'
  let i = 0

  const skipSpace = () => {
    while (i < text.length && ' \t\r\n'.includes(text.charAt(i))) i++
  }

  /** The string at i, to behind its closing quote. */
  function skipString() {
    for (i++; i < text.length && text[i] !== '"'; i++) {
      if (text.charCodeAt(i) < 0x20) return false
      if (text[i] !== '\\') continue
      i++
      if (text[i] === 'u' && /^[\da-fA-F]{4}$/.test(text.slice(i + 1, i + 5))) i += 4
      else if (i < text.length && !'"\\/bfnrt'.includes(text.charAt(i))) return false
    }
    return i++ < text.length
  }

  for (skipSpace(); i < text.length; skipSpace()) {
    const inside = open.at(-1)
    const c = text[i]
    if ((next === 'first' || next === 'after') && inside && c === (inside === '{' ? '}' : ']')) {
      open.pop()
      next = 'after'
      i++
    } else if (next === 'after') {
      if (c !== ',' || !inside) return i
      next = inside === '{' ? 'key' : 'value'
      i++
    } else if (next === 'key' || (next === 'first' && inside === '{')) {
      if (c !== '"' || !skipString()) return i
      skipSpace()
      if (text[i] !== ':') return i
      next = 'value'
      i++
    } else if (c === '{' || c === '[') {
      open.push(c)
      next = 'first'
      i++
    } else if (c === '"') {
      if (!skipString()) return i
      next = 'after'
    } else {
      scalar.lastIndex = i
      if (!scalar.test(text)) return i
      i = scalar.lastIndex
      next = 'after'
    }
  }
  return next === 'after' && open.length === 0 ? -1 : text.length
}

/**
 * Line and column of an index, from 1, as editors count them.
 * @param {string} text @param {number} index
 */
export function locate(text, index) {
  const lines = text.slice(0, index).split(/\r\n|\r|\n/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
