// The rooms, and which rooms each may use (CONTRIBUTING.md, “The map”).
import { posix } from 'node:path'

/** The rooms that each room of `src/` may include. CMake's add_room enforces the same at compile time. */
export const cppArrows = {
  base: [],
  mbedtls: ['base'],
  key: ['base', 'mbedtls'],
  jose: ['key', 'base'],
  connection: ['key', 'base'],
  api: ['connection', 'jose', 'key', 'base'],
  wasm: ['api', 'connection', 'jose', 'key', 'mbedtls', 'base'],
}

/** The only files that may include these headers. */
const cppOutside = [
  { pattern: /^emscripten/, allowed: /^src\/wasm\// },
  { pattern: /^nlohmann\//, allowed: /^src\/base\/json\.cpp$/ },
]

/** The rooms and entry points (`#core`, `token.js`) that each room of `js/` may import. */
export const jsArrows = {
  core: [],
  element: ['core', 'index'],
  token: ['core', '#core'],
  host: ['core', '#core', 'token'],
  sandbox: ['core', '#core', 'token'],
  cli: ['core', '#core', 'index', 'token', 'host', 'sandbox'],
}

/** Rooms that run in browsers and workers: they import nothing from Node or npm, except through `#fetch`. */
const portable = /^js\/(core|element|token)\/(?!fetch\/node\.js$|files\/zip-library\.js$)/

/**
 * Finds includes and imports of rooms that are not allowed.
 * @param {Map<string, string>} files path → text, of `src/` and `js/`
 * @returns {string[]} one line each; empty if all are allowed
 */
export function findViolations(files) {
  return [...files].flatMap(([path, text]) =>
    path.startsWith('src/') ? checkCpp(files, path, text) : checkJs(path, text),
  )
}

/** @param {Map<string, string>} files @param {string} path @param {string} text */
function checkCpp(files, path, text) {
  const room = roomOf(path)
  const reachable = [room, ...(cppArrows[/** @type {keyof typeof cppArrows} */ (room)] ?? [])]
  const quoted = [...text.matchAll(/^#include "([^"]+)"/gm)].flatMap(([, header = '']) => {
    if (header.startsWith('..')) return [`${path} includes ${header} by a relative path`]
    const homes = [...files.keys()].filter((name) => name.startsWith('src/') && name.endsWith(`/${header}`)).map(roomOf)
    return homes.length > 0 && !homes.some((home) => reachable.includes(home))
      ? [`${path} includes ${header} of ${homes}`]
      : []
  })
  const outside = [...text.matchAll(/^#include <([^>]+)>/gm)].flatMap(([, header = '']) =>
    cppOutside.some(({ pattern, allowed }) => pattern.test(header) && !allowed.test(path))
      ? [`${path} includes ${header}`]
      : [],
  )
  return [...quoted, ...outside]
}

/** @param {string} path @param {string} text */
function checkJs(path, text) {
  const room = roomOf(path)
  /** @type {string[] | undefined} */
  const allowed = jsArrows[/** @type {keyof typeof jsArrows} */ (room)]
  if (!allowed) return [] // an entry point
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const specifiers = [...code.matchAll(/(?:from |import\(|import )'([^']+)'/g)].map(([, specifier = '']) => specifier)
  return specifiers.flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(path), specifier)
      if (target.startsWith('dist/')) return []
      const home = roomOf(target)
      return home === room || allowed.includes(home) ? [] : [`${path} imports ${target}`]
    }
    if (specifier.startsWith('#')) {
      return specifier !== '#core' || allowed.includes('#core') ? [] : [`${path} imports ${specifier}`]
    }
    return portable.test(path) ? [`${path} imports ${specifier}`] : []
  })
}

/** The folder below src/ or js/, or the name of an entry point. @param {string} path */
const roomOf = (path) => /** @type {string} */ (path.split('/')[1]).replace(/\.js$/, '')
