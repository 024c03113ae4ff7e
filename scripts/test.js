#!/usr/bin/env node
// Runs the tests, all of them or the given parts, and prints the totals:   npm test [-- PART…]
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { buildTargets } from './build.js'
import { fuzz } from './fuzz.js'
import { googleTest, nodeTest, oneTest, runParts, testFiles } from './parts.js'
import { requireCommands } from './system.js'
import { runWithToolchain } from './toolchain.js'
import { forgetWorking, writeWorking } from './working.js'

/**
 * Runs tests whose results go into the compatibility table of the README.
 * @param {'runtimes' | 'consumers'} part
 */
function testCompatibility(part) {
  forgetWorking(part)
  const count = nodeTest(`tests-${part}`, testFiles(`tests/${part}`))
  writeWorking()
  return count
}

/** @param {string[]} command @param {import('node:child_process').SpawnSyncOptions} options */
const withNode = (command, options) => spawnSync(process.execPath, command, options)

const requireChromium = () => process.env.CHROMIUM || requireCommands({ chromium: 'chromium' })

function requireBrowsers() {
  requireChromium()
  requireCommands({
    ...(process.env.FIREFOX ? {} : { 'firefox-esr': 'firefox-esr' }),
    ...{ WebKitWebDriver: 'webkit2gtk-driver', Xvfb: 'xvfb', 'dbus-run-session': 'dbus-daemon', bwrap: 'bubblewrap' },
  })
}

/** @type {import('./parts.js').Parts} */
const parts = {
  native() {
    buildTargets('sanitized', ['imskit_tests'])
    return googleTest(['build/sanitized/imskit_tests'])
  },
  wasm() {
    buildTargets('wasm', ['imskit_tests'])
    return googleTest(['build/wasm/imskit_tests.cjs'], /** @type {any} */ (withNode))
  },
  valgrind() {
    buildTargets('native', ['constant_time'])
    const command = ['valgrind', '--quiet', '--error-exitcode=1', 'build/native/constant_time']
    return oneTest(runWithToolchain(command).status)
  },
  types: () => oneTest(spawnSync('npx', ['tsc', '-p', 'tests/types'], { stdio: 'inherit' }).status),
  package() {
    requireCommands({ 'ssh-keygen': 'openssh-client', puttygen: 'putty-tools', 'redis-server': 'redis-server' })
    return nodeTest('tests-js', testFiles('tests/js'), { concurrency: availableParallelism() })
  },
  runtimes() {
    requireBrowsers()
    return testCompatibility('runtimes')
  },
  browser() {
    requireBrowsers()
    return nodeTest('tests-browser', testFiles('tests/browser'))
  },
}

/** The parts that only `npm run test:all` runs. @type {import('./parts.js').Parts} */
const more = {
  consumers() {
    requireChromium()
    return testCompatibility('consumers')
  },
  // The same inputs on every machine, so that the result depends on the change and not on chance.
  fuzz: () => fuzz({ inputs: 2000 }),
}

const known = { ...parts, ...more }
await runParts(known, Object.keys(process.argv.includes('--all') ? known : parts))
