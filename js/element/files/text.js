/** @type {[mark: string, encoding: string][]} by the byte order mark, as PowerShell and Notepad write it */
const marks = [
  ['\xff\xfe', 'utf-16le'],
  ['\xfe\xff', 'utf-16be'],
]

/** Control characters, which no text file has and every binary key has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression looks for them
const control = /[\0-\x08\x0e-\x1a\x1c-\x1f]/

/**
 * Decodes a text file and removes its byte order mark. Tries UTF-16 if there is a mark, then UTF-8, then Windows-1252.
 * @param {Uint8Array} bytes
 * @returns {string | undefined} undefined if the file is not text
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
