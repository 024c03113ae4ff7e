// Writes dist/versions.js, which lists what the core is built from.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { runWithToolchain } from './toolchain.js'

/** @param {string} text @param {RegExp} pattern @param {string} what */
function find(text, pattern, what) {
  const parts = pattern.exec(text)?.slice(1)
  if (!parts) throw new Error(`cannot find the version of ${what}`)
  return parts.join('.')
}

/** @param {string} file */
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** Writes dist/versions.js and its types for the core that was just built. */
export function writeVersions() {
  const read = (/** @type {string} */ path) => readFileSync(`build/wasm/_deps/${path}`, 'utf8')
  const emcc = runWithToolchain(['emcc', '--version'], { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
  const macro = 'define NLOHMANN_JSON_VERSION_'
  const versions = {
    imskit: JSON.parse(readFileSync('package.json', 'utf8')).version,
    mbedtls: find(read('mbedtls-src/include/mbedtls/build_info.h'), /VERSION_STRING +"([\d.]+)"/, 'Mbed TLS'),
    nlohmannJson: find(
      read('include/nlohmann/detail/abi_macros.hpp'),
      new RegExp(`${macro}MAJOR (\\d+)[^]*?${macro}MINOR (\\d+)[^]*?${macro}PATCH (\\d+)`),
      'nlohmann/json',
    ),
    emscripten: find(String(emcc.stdout), /\b(\d+\.\d+\.\d+)\b/, 'Emscripten'),
    wasmSha256: sha256('dist/core.wasm'),
    credentialsWasmSha256: sha256('dist/credentials.wasm'),
  }
  writeFileSync('dist/versions.js', `export const versions = ${JSON.stringify(versions, null, 2)}\n`)
  const members = Object.keys(versions).map((name) => `  readonly ${name}: string\n`)
  writeFileSync('dist/versions.d.ts', `export declare const versions: {\n${members.join('')}}\n`)
}
