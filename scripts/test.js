#!/usr/bin/env node
// Runs the tests, all or by part, and adds up what they say:   npm test [-- PART…]
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, buildTargets } from './build.js'
import { requireCommands, say } from './system.js'
import { runWithToolchain } from './toolchain.js'
import { forgetWorking, writeWorking } from './working.js'

/** @typedef {{ passed: number, failed: number }} Count */

/** @param {string} text @param {RegExp} pattern */
const number = (text, pattern) => Number(pattern.exec(text)?.[1] ?? 0)

/** Runs a GoogleTest binary. @param {string[]} command @param {typeof runWithToolchain} run @returns {Count} */
function googleTest(command, run) {
  const { status, stdout } = run([...command, '--gtest_brief=1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  process.stdout.write(stdout)
  const passed = number(stdout, /\[ {2}PASSED {2}\] (\d+) tests?\./)
  const failed = number(stdout, /\[ {2}FAILED {2}\] (\d+) tests?,/)
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed }
}

/** Runs files of node:test. A skipped test counts as failed: nothing is skipped silently. @param {string} folder @returns {Count} */
function nodeTest(folder) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(folder, name))
  const report = `build/${folder.replaceAll('/', '-')}.tap`
  mkdirSync('build', { recursive: true })
  const reporters = ['spec', 'stdout', 'tap', report].flatMap((value, i) => [
    i % 2 === 0 ? '--test-reporter' : '--test-reporter-destination',
    value,
  ])
  const { status } = spawnSync(process.execPath, ['--test', ...reporters, ...files], {
    stdio: 'inherit',
    timeout: 1_200_000,
  })
  const tap = readFileSync(report, 'utf8')
  const failed = number(tap, /^# fail (\d+)/m) + number(tap, /^# cancelled (\d+)/m) + number(tap, /^# skipped (\d+)/m)
  return { passed: number(tap, /^# pass (\d+)/m), failed: status !== 0 && failed === 0 ? 1 : failed }
}

/** Tests that tell where the package works, for the README. @param {string} part @returns {Count} */
function seeWhereItWorks(part) {
  forgetWorking(part)
  const count = nodeTest(`tests/${part}`)
  writeWorking()
  return count
}

/** @param {string} project a folder with a tsconfig.json @returns {Count} */
function typeTest(project) {
  const { status } = spawnSync('npx', ['tsc', '-p', project], { stdio: 'inherit' })
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** @param {string[]} command @param {import('node:child_process').SpawnSyncOptions} options */
const withNode = (command, options) => spawnSync(process.execPath, command, options)

const requireChromium = () => process.env.CHROMIUM || requireCommands({ chromium: 'chromium' })

/** In the order they run. @type {Record<string, () => Count>} */
const parts = {
  native() {
    buildTargets('sanitized', ['imskit_tests'])
    return googleTest(['build/sanitized/imskit_tests'], runWithToolchain)
  },
  wasm() {
    buildTargets('wasm', ['imskit_tests'])
    return googleTest(['build/wasm/imskit_tests.cjs'], /** @type {any} */ (withNode))
  },
  valgrind() {
    buildTargets('native', ['constant_time'])
    const { status } = runWithToolchain(['valgrind', '--quiet', '--error-exitcode=1', 'build/native/constant_time'])
    return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  },
  types: () => typeTest('tests/types'),
  package() {
    requireCommands({ 'ssh-keygen': 'openssh-client', puttygen: 'putty-tools', 'redis-server': 'redis-server' })
    return nodeTest('tests/js')
  },
  runtimes() {
    requireChromium()
    return seeWhereItWorks('runtimes')
  },
  browser() {
    requireChromium()
    requireCommands({
      ...(process.env.FIREFOX ? {} : { 'firefox-esr': 'firefox-esr' }),
      ...{ WebKitWebDriver: 'webkit2gtk-driver', Xvfb: 'xvfb', 'dbus-run-session': 'dbus-daemon', bwrap: 'bubblewrap' },
    })
    return nodeTest('tests/browser')
  },
}

/** What `npm run test:all` runs besides. @type {Record<string, () => Count>} */
const more = {
  consumers() {
    requireChromium()
    return seeWhereItWorks('consumers')
  },
  fuzz() {
    const targets = ['key_fuzz', 'credentials_fuzz']
    buildTargets('fuzz', targets)
    const passed = targets.filter((target) => {
      const corpus = `build/corpus/${target}`
      mkdirSync(corpus, { recursive: true })
      const limits = [
        '-max_total_time=30',
        '-max_len=8192',
        '-timeout=10',
        '-print_final_stats=1',
        '-verbosity=0',
        '-print_funcs=0',
      ]
      const command = [`build/fuzz/${target}`, ...limits, corpus, 'tests/vectors/keys']
      const { status, stderr } = runWithToolchain(command, { stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' })
      // Of a run without findings its figures will do: its long list of recommended words hides what else is printed.
      process.stderr.write(status === 0 ? `${stderr.match(/^stat::.*$/gm)?.join('\n')}\n` : stderr)
      return status === 0
    })
    return { passed: passed.length, failed: targets.length - passed.length }
  },
}

const known = { ...parts, ...more }
const asked = process.argv.slice(2).filter((argument) => argument !== '--all')
const unknown = asked.filter((name) => !(name in known))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts: ${Object.keys(known).join(', ')}`)
  process.exit(2)
}
const standard = Object.keys(process.argv.includes('--all') ? known : parts)

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
  if (count.passed + count.failed === 0) count.failed = 1 // a part that ran nothing has not passed
  say(`${name}: ${count.passed} passed, ${count.failed} failed, ${((Date.now() - started) / 1000).toFixed(0)} s`)
  total.passed += count.passed
  total.failed += count.failed
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
