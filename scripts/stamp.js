// Decides which build steps are stale by hashing their inputs.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @param {import('node:crypto').Hash} hash @param {string} path */
function addToHash(hash, path) {
  if (!existsSync(path)) return
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) addToHash(hash, join(path, name))
  } else {
    hash.update(path).update('\0').update(readFileSync(path)).update('\0')
  }
}

/**
 * Runs `step` if its inputs have changed since its last success, or if an output is missing.
 * @param {string} name
 * @param {{ inputs: string[], outputs: string[], folder?: string }} files paths relative to the project's folder
 * @param {() => void} step throws on failure
 * @returns {boolean} whether it ran
 */
export function runIfStale(name, { inputs, outputs, folder = 'build' }, step) {
  const hash = createHash('sha256')
  for (const input of inputs) addToHash(hash, input)
  const key = hash.digest('hex')
  const stamp = join(folder, `${name}.stamp`)
  const fresh =
    existsSync(stamp) && readFileSync(stamp, 'utf8') === key && outputs.every((output) => existsSync(output))
  if (fresh) return false
  step()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, key)
  return true
}
