/** @type {[mark: string, encoding: string][]} by the byte order mark, as PowerShell and Notepad write it */
const marks = [
  ['\xff\xfe', 'utf-16le'],
  ['\xfe\xff', 'utf-16be'],
]

/** What stands in no text, but in every binary key. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\0-\x08\x0e-\x1a\x1c-\x1f]/

/**
 * The text of a file without its byte order mark: UTF-8, UTF-16 with a mark, else Windows-1252.
 * @param {Uint8Array} bytes
 * @returns {string | undefined} undefined where it is no text
 */
export function decodeText(bytes) {
  const head = String.fromCharCode(...bytes.subarray(0, 2))
  const [, marked] = marks.find(([mark]) => head === mark) ?? []
  for (const encoding of marked ? [marked] : ['utf-8', 'windows-1252']) {
    const text = decode(bytes, encoding)
    if (text !== undefined) return control.test(text) ? undefined : text
  }
  return undefined
}

/** @param {Uint8Array} bytes @param {string} encoding */
function decode(bytes, encoding) {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
