// What the bytes of the core are: its functions by where they come from, and its data.
import { readFileSync } from 'node:fs'

/** By what stands in the name of a function; the first that fits. @type {[origin: string, names: RegExp][]} */
const origins = [
  ['nlohmann/json', /nlohmann::/],
  ['imskit itself', /imskit|anonymous namespace/],
  ['Mbed TLS', /^(?:mbedtls|rsa|aes|des3?)_|^add_/],
  ['the C++ library', /std::|__cxxabiv1|operator (?:new|delete)/],
  ['the C library and embind', /./],
]

/** LEB128 (WebAssembly Core 5.2.2). @param {Uint8Array} bytes @param {number} start */
function openReader(bytes, start = 0) {
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
function sectionsOf(wasm) {
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

/** The names of functions, by number: subsection 1 of the section "name". @param {Uint8Array} section */
function namesOf(section) {
  /** @type {Map<number, string>} */
  const names = new Map()
  const reader = openReader(section)
  for (reader.text(); !reader.end(); ) {
    const kind = reader.number()
    const map = openReader(reader.take(reader.number()))
    if (kind !== 1) continue
    for (let left = map.number(); left > 0; left--) names.set(map.number(), map.text())
  }
  return names
}

/** @param {string} file a WebAssembly module with the names of its functions @returns {Record<string, number>} bytes by origin */
export function originsOf(file) {
  const wasm = readFileSync(file)
  const { 10: code, 11: data, name } = sectionsOf(wasm)
  if (!code || !data || !name) throw new Error(`${file} has no names of functions`)
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).length // functions alone
  const names = namesOf(name)
  /** @type {Record<string, number>} */
  const bytes = Object.fromEntries(origins.map(([origin]) => [origin, 0]))
  const reader = openReader(code)
  const count = reader.number()
  for (let i = 0; i < count; i++) {
    const size = reader.number()
    reader.take(size)
    const [origin = ''] = origins.find(([, pattern]) => pattern.test(names.get(imported + i) ?? '?')) ?? []
    bytes[origin] = (bytes[origin] ?? 0) + size
  }
  return { ...bytes, 'data: messages, tables, constants': data.length }
}
