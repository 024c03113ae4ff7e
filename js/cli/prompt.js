// Questions on the terminal.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { UsageError } from './usage-error.js'

/**
 * Asks a question on the terminal, on standard error, without showing what is typed.
 * @param {string} question
 * @returns {Promise<string>}
 */
export async function askHidden(question) {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 })
  const closed = new Promise((_, reject) => {
    terminal.once('close', () => reject(new UsageError('no passphrase was entered')))
  })
  process.stderr.write(question)
  try {
    return await Promise.race([terminal.question(''), /** @type {Promise<never>} */ (closed)])
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
