// Runs the parts of a test run, counts their results, and prints the total.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.js'
import { requireCommands, say } from './system.js'
import { runWithToolchain } from './toolchain.js'

/** @typedef {{ passed: number, failed: number }} Count */
/** @typedef {Record<string, () => Count>} Parts in the order in which they run */

/** @param {string} text @param {RegExp} pattern */
const number = (text, pattern) => Number(pattern.exec(text)?.[1] ?? 0)

/** The count of a check that passes or fails as a whole. @param {number | null} status @returns {Count} */
export const oneTest = (status) => (status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/** Runs a GoogleTest binary. @param {string[]} command @param {typeof runWithToolchain} [run] @returns {Count} */
export function googleTest(command, run = runWithToolchain) {
  const { status, stdout } = run([...command, '--gtest_brief=1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  process.stdout.write(stdout)
  const passed = number(String(stdout), /\[ {2}PASSED {2}\] (\d+) tests?\./)
  const failed = number(String(stdout), /\[ {2}FAILED {2}\] (\d+) tests?,/)
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed }
}

/** The test files of a folder and its subfolders. @param {string} folder */
export const testFiles = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(folder, name))

/**
 * Runs files of node:test. A skipped test counts as failed, so that nothing is skipped silently.
 * @param {string} name of the report
 * @param {string[]} files
 * @param {{ concurrency?: number, minutes?: number }} [options] `concurrency`: how many files run at once; `minutes`: time
 *   limit
 * @returns {Count}
 */
export function nodeTest(name, files, { concurrency = 1, minutes = 20 } = {}) {
  const report = `build/${name}.tap`
  mkdirSync('build', { recursive: true })
  const reporters = ['spec', 'stdout', 'tap', report].flatMap((value, i) => [
    i % 2 === 0 ? '--test-reporter' : '--test-reporter-destination',
    value,
  ])
  const command = ['--test', `--test-concurrency=${concurrency}`, ...reporters, ...files]
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit', timeout: minutes * 60_000 })
  const tap = readFileSync(report, 'utf8')
  const failed = number(tap, /^# fail (\d+)/m) + number(tap, /^# cancelled (\d+)/m) + number(tap, /^# skipped (\d+)/m)
  return { passed: number(tap, /^# pass (\d+)/m), failed: status !== 0 && failed === 0 ? 1 : failed }
}

/**
 * Runs the parts named on the command line, or the standard ones, and prints the total.
 * @param {Parts} known
 * @param {string[]} standard names of the parts that run by default
 */
export async function runParts(known, standard) {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  const unknown = asked.filter((name) => !(name in known))
  if (unknown.length > 0) {
    console.error(`Unknown part: ${unknown.join(', ')}. Known parts: ${Object.keys(known).join(', ')}`)
    process.exit(2)
  }
  requireCommands({ openssl: 'openssl' })
  await build()
  const total = { passed: 0, failed: 0 }
  for (const name of asked.length > 0 ? asked : standard) {
    const started = Date.now()
    say(`testing ${name}`)
    let count = { passed: 0, failed: 1 }
    try {
      count = /** @type {() => Count} */ (known[name])()
    } catch (error) {
      say(/** @type {Error} */ (error).message)
    }
    if (count.passed + count.failed === 0) count.failed = 1 // a part that ran no test has not passed
    say(`${name}: ${count.passed} passed, ${count.failed} failed, ${((Date.now() - started) / 1000).toFixed(0)} s`)
    total.passed += count.passed
    total.failed += count.failed
  }
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 ? 1 : 0
}
