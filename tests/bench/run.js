#!/usr/bin/env node
// Runs the benchmark: all libraries in one run, medians and ratios.   npm run bench [-- --quick] [-- --only PART…]
// A full run writes docs/benchmarks.md, docs/benchmarks.svg and the table of the README; any other writes to build/bench.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { build, buildTargets } from '../../scripts/build.js'
import { requireCommands, say } from '../../scripts/system.js'
import { runFresh } from './child.js'
import { exponents } from './explain.js'
import { askForRelaxedSimd, hasRelaxedSimd, machine } from './machine.js'
import { originsOf } from './origins.js'
import { payload, rivals, stockVersion, versionOf } from './rivals.js'

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
  allowPositionals: true,
})
/** The share of the full run's rounds. */
const share = Number(process.env.BENCH_SHARE ?? (values.quick ? 0.2 : 1))
/** @param {number} full */
const rounds = (full) => Math.max(2, Math.round(full * share))

requireCommands({ openssl: 'openssl', ...(process.env.CHROMIUM ? {} : { chromium: 'chromium' }) })
await build()

const { makeKey } = await import('../support/openssl.js')
const { bundleAll } = await import('./bundles.js')
const { measureChromium } = await import('./chromium.js')
const { measureFresh } = await import('./fresh.js')
const { plot } = await import('./plot.js')
const { goalsTable, reference, sections, updateReadme, writeMachine, writeReport } = await import('./report.js')

const sizes = ['2048', '3072', '4096']
const keys = Object.fromEntries(sizes.map((bits) => [bits, makeKey(Number(bits)).file]))
const key = /** @type {string} */ (keys['2048'])
const imskit = /** @type {string} */ (rivals.find(({ name }) => name === 'imskit')?.file)
const bundles = await bundleAll()

/** @type {import('./results.js').Results} */
const results = {
  machine,
  versions: Object.fromEntries([
    ...rivals.map(({ name, version }) => [name, version]),
    ...['zod', 'ajv'].map((name) => [name, versionOf(name)]),
    ...['gmp-wasm (powm)', 'gmp-wasm (powm_sec)'].map((name) => [name, versionOf('gmp-wasm')]),
  ]),
}

/** The parts in the order in which they run. @type {Record<string, () => Promise<void>>} */
const parts = {
  async warm() {
    buildTargets('wasm', ['core_stock'])
    results.versions['Mbed TLS (stock)'] = stockVersion()
    const job = { keys, rounds: { 2048: rounds(30), 3072: rounds(15), 4096: rounds(12) }, warmUpMs: rounds(500) }
    results[hasRelaxedSimd ? 'relaxed' : 'warm'] = await runFresh('warm.js', job)
    const asked = hasRelaxedSimd ? undefined : askForRelaxedSimd()
    if (!asked) return
    const only = ['imskit', reference, 'Mbed TLS (stock)', 'node-forge', 'gmp-wasm (powm)', 'BigInt']
    results.relaxed = await runFresh('warm.js', { ...job, only }, asked)
  },
  async limits() {
    const asked = hasRelaxedSimd ? [] : askForRelaxedSimd()
    if (!asked) return
    const job = { key, signer: imskit, exponents, rounds: rounds(30), warmUpMs: 500 }
    results.limits = await runFresh('limits.js', job, asked)
  },
  async fresh() {
    results.fresh = await measureFresh(key, rounds(20))
  },
  async chromium() {
    const times = { rounds: rounds(15), warmRounds: rounds(20), warmUpMs: rounds(500) }
    results.chromium = await measureChromium(bundles, readFileSync(key, 'utf8'), times)
  },
  async validate() {
    const job = { key, rounds: rounds(30), warmUpMs: rounds(300), sizes: [100, 1_000, 10_000] }
    results.validate = await runFresh('validate.js', job)
  },
  async memory() {
    results.memory = await runFresh('memory.js', { signer: imskit, key, payload, counts: [1, 100, 1_000] })
  },
  async sizes() {
    buildTargets('wasm', ['core_named'])
    results.origins = originsOf('build/wasm/core_named.wasm')
    const entries = Object.entries(bundles)
    results.sizes = Object.fromEntries(
      entries.map(([name, { bytes, brotli }]) => [name, { bytes, brotli: brotli.length }]),
    )
  },
}
/** Parts that take minutes and run only on request. @type {typeof parts} */
const more = {
  async keys() {
    spawnSync(process.execPath, ['tests/bench/keys.js'], { stdio: 'inherit' })
  },
  async credentials() {
    spawnSync(process.execPath, ['tests/bench/credentials.js'], { stdio: 'inherit' })
  },
  async rebuild() {
    spawnSync(process.execPath, ['tests/bench/rebuild.js'], { stdio: 'inherit' })
  },
  async host() {
    spawnSync(process.execPath, ['tests/bench/host.js'], { stdio: 'inherit' })
  },
}

const known = { ...parts, ...more }
const asked = [...(values.only ?? []), ...positionals]
const unknown = asked.filter((name) => !(name in known))
if (unknown.length > 0) {
  throw new Error(`there is no part ${unknown.join(', ')}. The parts: ${Object.keys(known).join(', ')}`)
}

const [load = 0] = loadavg()
if (load > machine.cores / 2) say(`the machine is busy (load ${load.toFixed(1)}), so the figures are less reliable`)
const started = Date.now()
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  say(`measuring ${name}`)
  await known[name]?.()
  const section = sections[name]
  if (section) console.log(`\n## ${section.title}\n\n${section.write(results).join('\n\n')}`)
}
console.log(`\n## Goals\n\n${goalsTable(results)}\n\n${writeMachine(results)}\n`)
say(`measured in ${((Date.now() - started) / 1000).toFixed(0)} s`)

const full = asked.length === 0 && share >= 1
const folder = full ? 'docs' : 'build/bench'
mkdirSync(folder, { recursive: true })
if (results.warm || results.relaxed) writeFileSync(`${folder}/benchmarks.svg`, plot(results))
writeFileSync(`${folder}/benchmarks.md`, writeReport(results, 'benchmarks.svg'))
if (full) updateReadme('README.md', results)
say(`written: ${folder}/benchmarks.md`)
