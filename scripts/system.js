// What the scripts need of the system, and how they speak.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** @param {string} text */
export const say = (text) => process.stderr.write(`imskit: ${text}\n`)

// What goes wrong in a script is told in a line: it is about the machine, not about the script.
process.on('uncaughtException', (error) => {
  say(error.message)
  process.exit(1)
})

/** @param {string} command */
function isInstalled(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * Installs Debian's packages of the commands that are missing, where it may; else says what to install.
 * @param {Record<string, string>} commands command → the package that has it
 */
export function requireCommands(commands) {
  const missing = () => Object.keys(commands).filter((command) => !isInstalled(command))
  const packages = [...new Set(missing().map((command) => /** @type {string} */ (commands[command])))]
  if (packages.length === 0) return
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages]
  if (process.getuid?.() === 0 && isInstalled('apt-get')) {
    say(`installing ${packages.join(', ')}`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const run = (/** @type {string[]} */ [program, ...args]) =>
      spawnSync(/** @type {string} */ (program), args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    run(['apt-get', 'update', '-qq'])
    run(install)
  }
  if (missing().length > 0) throw new Error(`missing: ${missing().join(', ')}. Install: sudo ${install.join(' ')}`)
}
