// Reads the sections of a WebAssembly module.

/** LEB128 (WebAssembly Core 5.2.2). @param {Uint8Array} bytes @param {number} start */
export function openReader(bytes, start = 0) {
  let at = start
  const number = () => {
    let [value, shift, byte] = [0, 0, 0]
    do {
      byte = bytes[at++] ?? 0
      value += (byte & 127) * 2 ** shift
      shift += 7
    } while (byte >= 128)
    return value
  }
  const take = (/** @type {number} */ size) => {
    at += size
    return bytes.subarray(at - size, at)
  }
  return { number, take, text: () => Buffer.from(take(number())).toString(), end: () => at >= bytes.length }
}

/** The sections of a module, by number, and its custom sections by name. @param {Uint8Array} wasm */
export function sectionsOf(wasm) {
  /** @type {Record<string, Uint8Array>} */
  const sections = {}
  for (const reader = openReader(wasm, 8); !reader.end(); ) {
    const id = reader.number()
    const body = reader.take(reader.number())
    const custom = openReader(body)
    sections[id === 0 ? custom.text() : id] = body
  }
  return sections
}
