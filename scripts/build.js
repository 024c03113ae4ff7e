#!/usr/bin/env node
// Builds what is stale and prints the sizes:   npm run build
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { writeReference } from './reference.js'
import { runIfStale } from './stamp.js'
import { say } from './system.js'
import { runWithToolchain } from './toolchain.js'

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'))

/** Everything that the core is made from. */
const coreInputs = ['CMakeLists.txt', 'cmake', 'src', 'scripts/toolchain.js', 'scripts/reference.js']

/** @param {string} what @param {string[]} command @param {(command: string[]) => { status: number | null }} run */
function must(
  what,
  command,
  run = ([program, ...args]) => spawnSync(/** @type {string} */ (program), args, { stdio: ['ignore', 2, 2] }),
) {
  const started = Date.now()
  say(`${what} …`)
  const { status } = run(command)
  if (status !== 0) throw new Error(`${what} failed; the lines above say why`)
  say(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/** The npm packages of the lock file. */
export function installPackages() {
  const files = {
    inputs: ['package-lock.json', '.npmrc'],
    outputs: ['node_modules/hono'],
    folder: 'node_modules/.imskit',
  }
  runIfStale('packages', files, () => must('installing the npm packages', ['npm', 'ci', '--no-audit', '--no-fund']))
}

/**
 * Configures and builds targets of the CMake tree.
 * @param {'native' | 'sanitized' | 'wasm'} kind @param {string[]} targets
 */
export function buildTargets(kind, targets) {
  const folder = `build/${kind}`
  const compilers = kind === 'wasm' ? [] : ['-DCMAKE_C_COMPILER=clang', '-DCMAKE_CXX_COMPILER=clang++']
  const options = [...compilers, ...(kind === 'sanitized' ? ['-DIMSKIT_SANITIZE=ON'] : [])]
  const configure = ['cmake', '-G', 'Ninja', '-B', folder, '-S', '.', '--log-level=NOTICE', ...options]
  const toolchain = (/** @type {string[]} */ command) => runWithToolchain(command, { stdio: ['ignore', 2, 2] })
  must(`configuring ${kind}`, kind === 'wasm' ? ['emcmake', ...configure] : configure, toolchain)
  const jobs = String(availableParallelism())
  must(
    `building ${kind} ${targets.join(' ')}`,
    ['cmake', '--build', folder, '-j', jobs, '--target', ...targets],
    toolchain,
  )
}

function buildCore() {
  buildTargets('wasm', ['core'])
  mkdirSync('dist', { recursive: true })
  copyFileSync('build/wasm/core.js', 'dist/core.js')
  copyFileSync('build/wasm/core.wasm', 'dist/core.wasm')
  writeFileSync('dist/core.d.ts', 'declare const create: (options: object) => Promise<object>\nexport default create\n')
  writeFileSync('dist/wasm.js', `export default '${readFileSync('dist/core.wasm').toString('base64')}'\n`)
  writeFileSync('dist/wasm.d.ts', 'declare const base64: string\nexport default base64\n')
}

/** The C++ tables, for the documentation and as unions for TypeScript. */
async function writeTables() {
  const { load } = await import(pathToFileURL('js/index.js').href)
  const { tables } = await load()
  writeReference(tables)
  const { fields, fieldNames, issues, errors, runtimeEnvironmentKinds } = tables
  const union = (/** @type {string[]} */ names) => names.map((name) => `'${name}'`).join(' | ')
  const code = (/** @type {{ code: string }[]} */ rules) => union(rules.map((rule) => rule.code))
  const types = {
    FieldName: union(fieldNames),
    FormFieldName: union(fields.map((/** @type {{ name: string }} */ { name }) => name)),
    IssueCode: code(issues),
    ErrorCode: code(errors),
    RuntimeEnvironmentKind: union(runtimeEnvironmentKinds),
  }
  const lines = Object.entries(types).map(([name, text]) => `export type ${name} = ${text}\n`)
  writeFileSync('dist/tables.d.ts', `// Generated from the tables in src/.\n${lines.join('')}`)
}

/** Bytes of what a browser loads for `import 'imskit'`, each file compressed as a server would. */
export function entrySizes() {
  const files = ['js/index.js', 'js/core.js', 'js/error.js', 'dist/core.js', 'dist/wasm.js']
  return files.map((file) => ({ file, brotli: brotliCompressSync(readFileSync(file)).length }))
}

/** Builds the package: the core, its types and the console. */
export async function build() {
  installPackages()
  const core = { inputs: coreInputs, outputs: ['dist/core.js', 'dist/core.wasm', 'dist/wasm.js'] }
  const built = runIfStale('core', core, buildCore)
  if (built) await writeTables()
  const types = { inputs: ['js', 'tsconfig.json', 'dist/tables.d.ts'], outputs: ['dist/types/index.d.ts'] }
  runIfStale('types', types, () => must('writing the types', ['npx', 'tsc', '-p', 'tsconfig.json']))
  const page = { inputs: ['web', 'js', 'dist/core.js', 'dist/wasm.js'], outputs: ['dist/console/index.html'] }
  runIfStale('console', page, () => must('building the console', ['npx', 'vite', 'build', 'web', '--logLevel', 'warn']))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build()
  const sizes = entrySizes()
  const wasm = readFileSync('dist/core.wasm').length
  console.log(`core.wasm ${wasm} bytes`)
  for (const { file, brotli } of sizes) console.log(`${file.padEnd(16)} ${String(brotli).padStart(6)} bytes brotli`)
  console.log(
    `${'browser entry'.padEnd(16)} ${String(sizes.reduce((sum, { brotli }) => sum + brotli, 0)).padStart(6)} bytes brotli`,
  )
}
