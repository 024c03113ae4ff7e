#!/usr/bin/env node
// Checks formatting, lint and types without changing anything:   npm run check [-- --fix]
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build, buildTargets } from './build.js'
import { say } from './system.js'
import { runWithToolchain } from './toolchain.js'

const fix = process.argv.includes('--fix')
await build()

/** @param {string[]} command */
const run = ([program, ...args]) => spawnSync(/** @type {string} */ (program), args, { stdio: 'inherit' })

const cpp = ['src', 'tests'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(h|cpp)$/.test(name))
    .map((name) => join(folder, name)),
)
const units = cpp.filter((name) => /^src\/(?!wasm\/|mbedtls\/).*\.cpp$/.test(name))

const checks = {
  biome: () => run(['npx', 'biome', 'check', '--error-on-warnings', ...(fix ? ['--write'] : []), '.']),
  'types of the scripts': () => run(['npx', 'tsc', '-p', 'scripts']),
  types: () => run(['npx', 'tsc', '-p', 'tsconfig.json']),
  'types of the tests': () => run(['npx', 'tsc', '-p', 'tests']),
  'types of the console': () => run(['npx', 'tsc', '-p', 'web']),
  'API reference': () => run([process.execPath, 'scripts/docs.js', ...(fix ? [] : ['--check'])]),
  'clang-format': () => runWithToolchain(['clang-format', ...(fix ? ['-i'] : ['--dry-run', '--Werror']), ...cpp]),
  'clang-tidy'() {
    buildTargets('sanitized', ['imskit_api'])
    return runWithToolchain(['run-clang-tidy', '-quiet', '-p', 'build/sanitized', ...units])
  },
}

for (const [name, check] of Object.entries(checks)) {
  const ok = check().status === 0
  say(`${name}: ${ok ? 'clean' : 'not clean; see the lines above'}`)
  if (!ok) process.exitCode = 1
}
