// Names temporary files of killed processes.
import { execFileSync } from 'node:child_process'

const module = new URL('../../js/cli/temporary-file.js', import.meta.url).href

/**
 * The name of a temporary file of a process that no longer runs.
 * @param {string} file that it was to replace @param {string} [ending]
 * @returns {Promise<string>}
 */
export async function nameOfKilled(file, ending = 'tmp') {
  const script = `import { nameTemporary } from '${module}'
    process.stdout.write(nameTemporary(process.argv[1], process.argv[2]))`
  return execFileSync(process.execPath, ['--input-type=module', '-e', script, file, ending]).toString()
}
