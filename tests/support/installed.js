// Packs the package and installs it elsewhere, as users do.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export const env = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: '1',
  DENO_NO_UPDATE_CHECK: '1',
  npm_config_update_notifier: 'false',
}

/** Runs a command that must succeed. @param {string} command @param {string[]} args @param {string} cwd @returns {string} its output */
export function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, timeout: 300_000, encoding: 'utf8' })
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${stdout}${stderr}`)
  return stdout.trim()
}

/** @param {string} folder for the tarball @param {string} [from] folder of the package @returns {string} path of the tarball */
export function pack(folder, from = root) {
  mkdirSync(folder, { recursive: true })
  return join(folder, run('npm', ['pack', '--silent', '--pack-destination', folder], from))
}

/**
 * Copies a folder and installs its dependencies and the package there. Earlier installations are kept.
 * @param {string} tarball @param {string} from @param {string} to
 */
export function install(tarball, from, to) {
  cpSync(from, to, { recursive: true })
  rmSync(join(to, 'node_modules/imskit'), { recursive: true, force: true })
  run('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', tarball], to)
}

/** Waits until a program has printed a text. @param {import('node:stream').Readable} output @param {string} text */
export const waitForText = (output, text) =>
  new Promise((done, failed) => {
    let all = ''
    output.on('data', (data) => {
      all += data
      if (all.includes(text)) done(undefined)
    })
    output.once('close', () => failed(new Error(`the output lacks “${text}”: ${all}`)))
  })
