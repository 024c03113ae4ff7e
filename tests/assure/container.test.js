// Runs the steps of .devcontainer/Dockerfile in a fresh Debian 13 root, without Docker: with only its packages, the project
// builds and its C++ tests pass.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { requireCommands } from '../../scripts/system.js'

const folder = mkdtempSync(join(tmpdir(), 'imskit-container-'))
const root = join(folder, 'root')
const project = join(folder, 'imskit')
after(() => rmSync(folder, { recursive: true, force: true }))

/** @param {string} program @param {string[]} args */
function must(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(status, 0, `${program} ${args.join(' ').slice(0, 200)}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`)
  return stdout
}

/** The packages that the Dockerfile installs, without the browsers, to save time. */
function readPackages() {
  const dockerfile = readFileSync('.devcontainer/Dockerfile', 'utf8')
  assert.match(dockerfile, /^FROM debian:trixie$/m)
  const [, more = ''] = /--no-install-recommends \\\n([\s\S]*?)\n && /.exec(dockerfile) ?? []
  const named = more.replaceAll('\\', '').trim().split(/\s+/)
  assert.ok(named.includes('nodejs'), dockerfile)
  const browsers = ['chromium', 'firefox-esr', 'webkit2gtk-driver', 'xvfb', 'dbus']
  const listed = readFileSync('scripts/debian-packages.txt', 'utf8').trim().split('\n')
  return [...listed, ...named.filter((name) => !browsers.includes(name))]
}

/** @param {string[]} command in the project's folder inside the root */
const runInside = (...command) =>
  must(
    'bwrap',
    ...['--bind', root, '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp', '--bind', project, '/imskit'],
    ...[
      '--ro-bind',
      '/etc/resolv.conf',
      '/etc/resolv.conf',
      '--ro-bind-try',
      join(homedir(), '.npmrc'),
      '/root/.npmrc',
    ],
    // This machine's certificate authorities, for networks with a private one.
    ...[
      '--ro-bind-try',
      '/etc/ssl',
      '/etc/ssl',
      '--setenv',
      'NODE_EXTRA_CA_CERTS',
      process.env.NODE_EXTRA_CA_CERTS ?? '',
    ],
    ...['--chdir', '/imskit', '--setenv', 'HOME', '/root', '--die-with-parent', '--', ...command],
  )

before(() => {
  requireCommands({ mmdebstrap: 'mmdebstrap', bwrap: 'bubblewrap' })
  must('mmdebstrap', '--variant=apt', `--include=${readPackages().join(',')}`, 'trixie', root)
  // The archive of Mbed TLS that the toolchain keeps, so that this test downloads nothing from elsewhere.
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'imskit')
  const kept = existsSync(cache) ? readdirSync(cache).find((name) => name.startsWith('sysroot-')) : undefined
  if (kept) cpSync(join(cache, kept, 'usr/src/mbedtls'), join(root, 'usr/src/mbedtls'), { recursive: true })
  must('git', 'clone', '--quiet', '.', project)
})

it('builds the same core with the packages of the Dockerfile', () => {
  runInside('npm', 'ci')
  runInside('npm', 'run', 'build')
  const hash = (/** @type {string} */ file) => createHash('sha256').update(readFileSync(file)).digest('hex')
  assert.equal(hash(join(project, 'dist/core.wasm')), hash('dist/core.wasm'))
})

it('passes the C++ tests there', () => {
  assert.match(runInside('npm', 'test', '--', 'native', 'wasm'), /^\d+ passed, 0 failed$/m)
})
