// Attributes the bytes of the core to their origin: functions by library, and data.
import { readFileSync } from 'node:fs'
import { openReader, sectionsOf } from '../support/wasm-sections.js'

/** Patterns of function names; the first match counts. @type {[origin: string, names: RegExp][]} */
const origins = [
  ['nlohmann/json', /nlohmann::/],
  ['imskit itself', /imskit|anonymous namespace/],
  ['Mbed TLS', /^(?:mbedtls|rsa|aes|des3?)_|^add_/],
  ['the C++ library', /std::|__cxxabiv1|operator (?:new|delete)/],
  ['the C library and embind', /./],
]

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
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).length // only functions
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
