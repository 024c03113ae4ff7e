// Builds the core from scratch in two folders, and compares the bytes with dist/.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { bytes as fused } from '../support/fused.js'

const root = mkdtempSync(join(tmpdir(), 'imskit-'))
after(() => rmSync(root, { recursive: true, force: true }))

const modules = ['core.wasm', 'core.js', 'credentials.wasm', 'credentials.js']
const files = [...modules, 'fused.wasm']
const hash = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex')

/** The toolchain's own cache is empty each time, because it lives in a tmpfs. @param {string} folder */
function buildIn(folder) {
  mkdirSync(folder, { recursive: true })
  for (const part of ['CMakeLists.txt', 'CMakePresets.json', 'cmake', 'src', 'scripts', 'js', 'tests', 'package.json'])
    cpSync(part, join(folder, part), { recursive: true })
  const script =
    "import('./scripts/build.js').then(({ buildTargets }) => buildTargets('wasm', ['core', 'credentials', 'fused']))"
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return files.map((file) => hash(readFileSync(join(folder, 'build/wasm', file))))
}

it('builds the same core in every folder', (t) => {
  const [first, second] = [buildIn(join(root, 'a')), buildIn(join(root, 'somewhere/else, with a longer name'))]
  assert.deepEqual(second, first)
  const shipped = [...modules.map((file) => readFileSync(`dist/${file}`)), fused]
  assert.deepEqual(shipped.map(hash), first)
  for (const [i, file] of files.entries()) t.diagnostic(`sha256 ${first[i]}  ${file}`)
})
