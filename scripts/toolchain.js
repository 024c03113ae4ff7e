#!/usr/bin/env node
// Runs a command with the toolchain: directly if a recent Emscripten is on the PATH, otherwise in a Debian 13 root that is
// created once in the user's cache folder.   node scripts/toolchain.js COMMAND…
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireCommands, say } from './system.js'

const project = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const vectors = resolve(project, '../shared/vectors') // optional input of tests/src/jose/wycheproof_test.cpp
const minimum = [3, 1, 69]

// Everything that determines the contents of the root. Its hash is the name of the root.
const suite = 'trixie'
const packages = readFileSync(join(project, 'scripts/debian-packages.txt'), 'utf8').trim().replaceAll('\n', ' ')
const sources = `
  sed -n 's/^deb /deb-src /p' "$1/etc/apt/sources.list" > "$1/etc/apt/sources.list.d/sources.list"
  chroot "$1" apt-get update
  mkdir "$1/usr/src/mbedtls"
  chroot "$1" sh -c 'cd /usr/src/mbedtls && apt-get source --download-only mbedtls'
  chroot "$1" apt-get clean`
const key = createHash('sha256').update([suite, packages, sources, process.arch].join()).digest('hex').slice(0, 12)
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'imskit')
const sysroot = join(cache, `sysroot-${key}`)

function hasEmscripten() {
  const { stdout } = spawnSync('emcc', ['--version'], { encoding: 'utf8' })
  const version = /\b(\d+)\.(\d+)\.(\d+)\b/
    .exec(stdout ?? '')
    ?.slice(1)
    .map(Number)
  if (!version) return false
  const difference = version.map((part, i) => part - /** @type {number} */ (minimum[i])).find((d) => d !== 0) ?? 0
  return difference >= 0
}

function makeSysroot() {
  const root = process.getuid?.() === 0
  requireCommands({ mmdebstrap: 'mmdebstrap', bwrap: 'bubblewrap', ...(root ? {} : { newuidmap: 'uidmap' }) })
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache)) {
    if (name.startsWith('making-') && !isAlive(Number(name.slice(7)))) rmSync(join(cache, name), { recursive: true })
  }
  const making = join(cache, `making-${process.pid}`)
  mkdirSync(making)
  say(`creating a Debian 13 root with Emscripten in ${cache}; this happens once and takes about 2 minutes`)
  // Unpack from an archive, so that the files belong to the current user, who need not be root.
  const include = `--include=${packages.replaceAll(' ', ',')}`
  const hook = `--customize-hook=${sources}`
  const made = spawnSync(
    'sh',
    [
      '-c',
      'mmdebstrap "$@" - | tar -x --no-same-owner --exclude="./dev/*" -C "$0"',
      making,
      '--variant=apt',
      include,
      hook,
      suite,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  if (made.status !== 0 || !existsSync(join(making, 'usr/bin/emcc')) || !existsSync(join(making, 'usr/src/mbedtls'))) {
    rmSync(making, { recursive: true, force: true })
    throw new Error(
      'cannot create the Debian 13 root; see the lines above. The next run starts again from the beginning.',
    )
  }
  if (!existsSync(sysroot)) renameSync(making, sysroot)
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const direct = hasEmscripten()

/** Creates the toolchain's root if it is needed and missing. */
export function prepareToolchain() {
  if (!direct && !existsSync(sysroot)) makeSysroot()
}

/**
 * Runs a command with the toolchain in the project's folder.
 * @param {string[]} command
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function runWithToolchain(command, options = {}) {
  prepareToolchain()
  const inRoot = ['bwrap', '--bind', sysroot, '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp']
  const mounted = ['--bind', project, project, '--ro-bind-try', vectors, vectors, '--chdir', project]
  const [program, ...args] = direct ? command : [...inRoot, ...mounted, '--die-with-parent', ...command]
  // Hide this machine's environment from the root, so that a build gives the same bytes everywhere.
  const env = direct ? process.env : { PATH: '/usr/bin:/bin', HOME: '/tmp', LC_ALL: 'C.UTF-8' }
  return spawnSync(/** @type {string} */ (program), args, { cwd: project, stdio: 'inherit', env, ...options })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { status } = runWithToolchain(process.argv.slice(2))
  process.exitCode = status ?? 1
}
