// Finds and installs commands that the scripts need, and prints their messages.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** @param {string} text */
export const say = (text) => process.stderr.write(`imskit: ${text}\n`)

// Print errors as one line, without a stack trace: they are about the machine, not about the script.
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
 * Makes sure that commands are on the PATH. As root on Debian, announces and runs `apt-get install` for the missing ones,
 * unless `IMSKIT_NO_INSTALL` is set. Otherwise fails with the command that installs them.
 * @param {Record<string, string>} commands each command and the Debian package that contains it
 * @throws {Error} if a command is still missing
 */
export function requireCommands(commands) {
  const missing = () => Object.keys(commands).filter((command) => !isInstalled(command))
  const packages = [...new Set(missing().map((command) => /** @type {string} */ (commands[command])))]
  if (packages.length === 0) return
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages]
  if (process.getuid?.() === 0 && isInstalled('apt-get') && !process.env.IMSKIT_NO_INSTALL) {
    say(`running ${install.join(' ')} (set IMSKIT_NO_INSTALL=1 to prevent this)`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const run = (/** @type {string[]} */ [program, ...args]) =>
      spawnSync(/** @type {string} */ (program), args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    run(['apt-get', 'update', '-qq'])
    run(install)
  }
  if (missing().length > 0) throw new Error(`missing: ${missing().join(', ')}. Install: sudo ${install.join(' ')}`)
}
