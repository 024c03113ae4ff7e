// Runs libFuzzer on each file of tests/fuzz. Seeds are in tests/fuzz/corpus; new inputs are kept in build/corpus.
import { mkdirSync, readdirSync } from 'node:fs'
import { buildTargets } from './build.js'
import { say } from './system.js'
import { runWithToolchain } from './toolchain.js'

/** The names of the fuzz targets: connection, credentials, … */
export const fuzzTargets = readdirSync('tests/fuzz')
  .filter((name) => name.endsWith('_fuzz.cpp'))
  .map((name) => name.slice(0, -'_fuzz.cpp'.length))

/** The folders with the seeds of a target. @param {string} target */
export const seedsOf = (target) =>
  ['key', 'pem', 'rebuild'].includes(target)
    ? [`tests/fuzz/corpus/${target}`, 'tests/vectors/keys']
    : [`tests/fuzz/corpus/${target}`]

/**
 * Tries the seeds, and then new inputs for some time, or a number of inputs that are the same in each run.
 * @param {{ seconds: number } | { inputs: number }} limit per target
 * @returns {import('./parts.js').Count}
 */
export function fuzz(limit) {
  buildTargets(
    'fuzz',
    fuzzTargets.map((target) => `${target}_fuzz`),
  )
  const passed = fuzzTargets.filter((target) => {
    const corpus = `build/corpus/${target}`
    mkdirSync(corpus, { recursive: true })
    const options = [
      ...('seconds' in limit ? [`-max_total_time=${limit.seconds}`] : [`-runs=${limit.inputs}`, '-seed=1']),
      '-max_len=8192',
      '-timeout=10',
      '-rss_limit_mb=1024',
      '-print_final_stats=1',
      '-verbosity=0',
      '-print_funcs=0',
      `-dict=tests/fuzz/${target}.dict`,
    ]
    const command = [`build/fuzz/${target}_fuzz`, ...options, corpus, ...seedsOf(target)]
    const { status, stderr } = runWithToolchain(command, { stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' })
    // A clean run prints only its figures; libFuzzer's list of recommended words would hide them.
    if (status !== 0) process.stderr.write(stderr)
    const stat = (/** @type {string} */ name) => new RegExp(`^stat::${name}:\\s+(\\d+)`, 'm').exec(String(stderr))?.[1]
    say(`fuzz ${target}: ${stat('number_of_executed_units')} inputs, ${stat('new_units_added')} of them new`)
    return status === 0
  })
  return { passed: passed.length, failed: fuzzTargets.length - passed.length }
}
