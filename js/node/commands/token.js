import { requestToken } from '../../token.js'
import { readConnection, unlock, warn } from '../connections.js'
import { err, out, writeJson } from '../output.js'
import { writeExpiry } from '../time.js'
import { UsageError } from '../usage.js'

/** @param {import('commander').Command} program */
export function addToken(program) {
  program
    .command('token')
    .description('sign, ask Adobe IMS, and print the access token')
    .argument('<file>', 'connection file')
    .option('--name <name>', 'which connection, where the file has several')
    .option('--passphrase-file <file>', 'file with the passphrase of the key; otherwise it is asked for')
    .option('--timeout <seconds>', 'how long to wait for IMS', readSeconds, 30)
    .option('--json', 'print the result as JSON')
    .action(async (file, { name, passphraseFile, timeout, json }) => {
      const connection = await unlock(await readConnection(file, name), passphraseFile)
      if (!json)
        await warn(connection, [
          'clientId',
          'clientSecret',
          'technicalAccountId',
          'organizationId',
          'imsHost',
          'imsExchange',
        ])
      const token = await requestToken(connection, { timeoutMs: timeout * 1000 })
      if (json) return writeJson(token)
      out.write(token.accessToken)
      err.write(err.paint('dim', `${token.tokenType}, expires ${writeExpiry(token.expiresAt)}`))
    })
}

/** @param {string} text */
function readSeconds(text) {
  const seconds = Number(text)
  if (seconds >= 0.001 && seconds <= 3600) return seconds
  throw new UsageError('--timeout must be a number of seconds, at most 3600')
}
