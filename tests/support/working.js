// Records where the package worked: prints a line, and writes a file for the README's table (scripts/working.js).
import { mkdirSync, writeFileSync } from 'node:fs'

const folder = new URL('../../build/working/', import.meta.url)

/** @param {'runtimes' | 'consumers'} part of the tests @param {string} name @param {string} version @param {string} what the test did there */
export function recordWorking(part, name, version, what) {
  console.log(`${name} ${version}: ${what}`)
  const file = new URL(`${part}/${name.toLowerCase().replace(/\W+/g, '-')}.json`, folder)
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, JSON.stringify([name, version, what]))
}
