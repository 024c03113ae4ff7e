// Runs measurements in child processes; job.js is the child's side.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/**
 * Runs a script of this folder in a fresh process.
 * @param {string} script
 * @param {object} options passed to the script as JSON
 * @param {string[]} [flags] for Node
 * @returns {Promise<any>} the JSON that it prints
 */
export async function runFresh(script, options, flags = []) {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [...flags, file, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 240_000,
  })
  const output = text(child.stdout)
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (status !== 0) throw new Error(`${script} ended with ${status}`)
  return JSON.parse(await output)
}
