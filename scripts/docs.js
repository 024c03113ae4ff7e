#!/usr/bin/env node
// Writes the API reference, docs/api, from the JSDoc comments of the entry points:   npm run docs [-- --check]
// With --check, changes nothing and fails if the reference is stale.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from './system.js'

const folder = 'docs/api'

/** @param {string} out folder for the pages */
function write(out) {
  const typedoc = 'scripts/typedoc/node_modules/typedoc/bin/typedoc'
  const { status } = spawnSync(process.execPath, [typedoc, '--options', 'scripts/typedoc/typedoc.json', '--out', out], {
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new Error('typedoc failed; see the lines above')
}

/** @param {string} from @returns {Record<string, string>} name → text of each page */
const read = (from) =>
  Object.fromEntries(readdirSync(from).map((name) => [name, readFileSync(join(from, name), 'utf8')]))

if (process.argv.includes('--check')) {
  const fresh = mkdtempSync(join(tmpdir(), 'imskit-docs-'))
  try {
    write(fresh)
    const [expected, actual] = [read(fresh), read(folder)]
    const stale = Object.keys({ ...expected, ...actual }).filter((name) => expected[name] !== actual[name])
    if (stale.length > 0) throw new Error(`${folder} is stale: ${stale.join(', ')}. Run npm run docs`)
  } finally {
    rmSync(fresh, { recursive: true })
  }
} else {
  write(folder)
  say(`wrote ${folder}`)
}
