#!/usr/bin/env node
// Builds what is stale and prints sizes:   npm run build
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { encodeInlined } from './inline.js'
import { runIfStale } from './stamp.js'
import { say } from './system.js'
import { runWithToolchain } from './toolchain.js'
import { writeVersions } from './versions.js'

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'))

/** The inputs of the core. */
const coreInputs = [
  'CMakeLists.txt',
  'CMakePresets.json',
  'cmake',
  'src',
  'scripts/build.js',
  'scripts/inline.js',
  'scripts/toolchain.js',
  'scripts/debian-packages.txt',
]

/** @param {string} what @param {string[]} command @param {(command: string[]) => { status: number | null }} run */
function must(
  what,
  command,
  run = ([program, ...args]) => spawnSync(/** @type {string} */ (program), args, { stdio: ['ignore', 2, 2] }),
) {
  const started = Date.now()
  say(`${what} …`)
  const { status } = run(command)
  if (status !== 0) throw new Error(`${what} failed; see the lines above`)
  say(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/** Installs the npm packages of the lock file if they are stale. */
export function installPackages() {
  const files = {
    inputs: ['package-lock.json', '.npmrc'],
    outputs: ['node_modules/hono'],
    folder: 'node_modules/.imskit',
  }
  runIfStale('packages', files, () => must('installing the npm packages', ['npm', 'ci', '--no-audit', '--no-fund']))
}

/**
 * Configures a preset of CMakePresets.json and builds targets of it.
 * @param {'sanitized' | 'fuzz' | 'coverage' | 'native' | 'wasm'} preset
 * @param {string[]} targets
 */
export function buildTargets(preset, targets) {
  const toolchain = (/** @type {string[]} */ command) => runWithToolchain(command, { stdio: ['ignore', 2, 2] })
  const configure = ['cmake', '--preset', preset, '--log-level=NOTICE']
  must(`configuring ${preset}`, preset === 'wasm' ? ['emcmake', ...configure] : configure, toolchain)
  const build = ['cmake', '--build', '--preset', preset, '-j', String(availableParallelism()), '--target', ...targets]
  must(`building ${preset} ${targets.join(' ')}`, build, toolchain)
}

/** The modules with their own JavaScript glue. */
const modules = ['core', 'credentials']

function buildCore() {
  buildTargets('wasm', [...modules, 'fused', 'unpack'])
  mkdirSync('dist', { recursive: true })
  for (const name of modules) {
    copyFileSync(`build/wasm/${name}.js`, `dist/${name}.js`)
    copyFileSync(`build/wasm/${name}.wasm`, `dist/${name}.wasm`)
    writeFileSync(
      `dist/${name}.d.ts`,
      'declare const create: (options: object) => Promise<object>\nexport default create\n',
    )
    writeFileSync(`dist/${name}.wasm.d.ts`, 'declare const module: WebAssembly.Module\nexport default module\n')
  }
  inline('core.wasm', 'wasm', encodeInlined)
  inline('credentials.wasm', 'credentials-wasm', encodeInlined)
  inline('fused.wasm', 'fused', encodeInlined)
  inline('unpack.wasm', 'unpack', (bytes) => Buffer.from(bytes).toString('base64'))
}

/**
 * Writes a WebAssembly file as a module that exports its bytes in a string.
 * @param {string} file in build/wasm
 * @param {string} module name of the module in dist
 * @param {(bytes: Uint8Array) => string} encode
 */
function inline(file, module, encode) {
  writeFileSync(`dist/${module}.js`, `export default '${encode(readFileSync(`build/wasm/${file}`))}'\n`)
  writeFileSync(`dist/${module}.d.ts`, 'declare const inlined: string\nexport default inlined\n')
}

/**
 * Bundles and minifies an entry as a browser loads it. (In library mode, Vite would keep white space.)
 * @param {string} entry
 * @param {string[]} [external] modules to leave out of the bundle
 * @returns {Promise<{ name: string, code: string }[]>} the modules, that of the entry first
 */
export async function bundleModules(entry, external = []) {
  const { build: bundle } = await import('vite')
  const rolldownOptions = /** @type {const} */ ({ input: entry, external, preserveEntrySignatures: 'strict' })
  const options = { write: false, minify: true, modulePreload: false, rolldownOptions }
  const built = await bundle({ configFile: false, logLevel: 'silent', worker: { format: 'es' }, build: options })
  const { output } = /** @type {{ output: { fileName: string, code?: string, source?: string }[] }} */ (built)
  return output.map(({ fileName, code, source }) => ({ name: fileName, code: code ?? source ?? '' }))
}

/** The bundle of an entry, without the modules that it loads on demand. @param {string} [entry] default: the entry of `imskit` */
export async function bundleEntry(entry = 'js/index.js') {
  const [module] = await bundleModules(entry)
  if (!module) throw new Error(`${entry} does not bundle`)
  return module.code
}

/** Builds the package: the core, its types and the console. */
export async function build() {
  installPackages()
  const core = {
    inputs: coreInputs,
    outputs: ['core', 'credentials', 'wasm', 'fused', 'unpack'].map((name) => `dist/${name}.js`),
  }
  runIfStale('core', core, buildCore)
  const tables = {
    inputs: [
      ...['dist/core.js', 'dist/core.wasm', 'js/core/error-codes.js', 'scripts/tables.js'],
      ...['js/token/gateway.js', 'js/token/network.js', 'js/token/refusals.js'],
    ],
    outputs: ['dist/tables.d.ts', 'docs/reference.md', 'docs/guides/troubleshooting.md'],
  }
  runIfStale('tables', tables, () => must('writing the tables', ['node', 'scripts/tables.js']))
  const versions = { inputs: ['package.json', 'scripts/versions.js', 'dist/core.wasm'], outputs: ['dist/versions.js'] }
  runIfStale('versions', versions, writeVersions)
  const { writeElementStyle } = await import('./style.js') // needs the packages
  const style = { inputs: ['js/element/style', 'scripts/style.js'], outputs: ['dist/element-style.js'] }
  runIfStale('style', style, writeElementStyle)
  const lit = { inputs: ['package-lock.json', 'scripts/lit.js'], outputs: ['dist/lit.js', 'dist/lit.d.ts'] }
  runIfStale('lit', lit, () => must('bundling Lit', [process.execPath, 'scripts/lit.js']))
  const types = {
    inputs: ['js', 'tsconfig.json', 'dist/tables.d.ts', 'scripts/types.js'],
    outputs: ['dist/types/index.d.ts'],
  }
  runIfStale('types', types, () => must('writing the types', [process.execPath, 'scripts/types.js']))
  const page = {
    inputs: ['web', 'js', 'dist/core.js', 'dist/core.wasm', 'dist/element-style.js', 'dist/lit.js'],
    outputs: ['dist/console/index.html'],
  }
  runIfStale('console', page, () => must('building the console', ['npx', 'vite', 'build', 'web', '--logLevel', 'warn']))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build()
  const code = await bundleEntry()
  const size = (/** @type {string | Buffer} */ data) =>
    `${String(data.length).padStart(7)} bytes, ${String(brotliCompressSync(data).length).padStart(6)} with brotli`
  for (const name of modules) console.log(`${`${name}.wasm`.padEnd(17)} ${size(readFileSync(`dist/${name}.wasm`))}`)
  console.log(`browser entry     ${size(code)}`)
}
