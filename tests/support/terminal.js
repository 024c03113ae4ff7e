import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../js/cli.js', import.meta.url))

/**
 * Runs imskit in a terminal. Types each line after the output matches its pattern, as a person does.
 * @param {string} args as a shell reads them
 * @param {{ cwd?: string, columns?: number, typed?: Array<[RegExp, string]> }} [options]
 * @returns {Promise<{ output: string, code: number | null }>} the output with its line ends and control sequences
 */
export async function onTerminal(args, { cwd, columns, typed = [] } = {}) {
  const width = columns === undefined ? '' : `stty cols ${columns}; `
  const child = spawn('script', ['-qec', `${width}'${process.execPath}' '${cli}' ${args}`, '/dev/null'], {
    ...{ cwd, timeout: 60_000, env: { ...process.env, NO_COLOR: '1' } },
  })
  const waiting = [...typed]
  let output = ''
  let read = 0
  child.stdout.on('data', (data) => {
    output += data
    const [until, line] = waiting[0] ?? []
    const seen = until?.exec(output.slice(read))
    if (!seen) return
    read += seen.index + seen[0].length
    waiting.shift()
    child.stdin.write(/** @type {string} */ (line))
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  return { output, code }
}

/** Ctrl+C. */
export const interrupt = '\x03'
