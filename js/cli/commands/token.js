import { resolve } from 'node:path'
import { Option } from 'commander'
import { requestToken } from '../../token.js'
import { readConnection, unlock, warn } from '../connection.js'
import { replaceFile } from '../files.js'
import { keepFresh } from '../keep-fresh.js'
import { err, harmless, out, writeError, writeJson } from '../output.js'
import { whenStopped } from '../stop.js'
import { writeExpiry } from '../time.js'
import { UsageError } from '../usage.js'

/** @typedef {import('../../token.js').Token} Token */

/** Those whose oddities are worth a warning here. @type {import('../../index.js').FieldName[]} */
const warned = ['clientId', 'clientSecret', 'technicalAccountId', 'organizationId', 'imsHost', 'imsExchange']

/** @param {import('commander').Command} program */
export function addToken(program) {
  program
    .command('token')
    .description('sign, ask Adobe IMS, and print the access token')
    .argument('<file>', 'connection file')
    .option('--name <name>', 'which connection, where the file has several')
    .option('--passphrase-file <file>', 'file with the passphrase of the key; otherwise it is asked for')
    .addOption(
      new Option('--grant <grant>', 'by a JWT, by client_credentials, or by whichever the connection allows')
        .choices(['jwt', 'client_credentials', 'auto'])
        .default('jwt'),
    )
    .option('--timeout <seconds>', 'how long to wait for IMS', readSeconds('--timeout'), 30)
    .option('--watch <file>', 'keep the token in this file, fresh until Ctrl-C, instead of printing it')
    .option(
      '--refresh-before <seconds>',
      'with --watch: before the token’s expiry',
      readSeconds('--refresh-before'),
      600,
    )
    .option('--json', 'print the result as JSON')
    .action(async (file, { name, passphraseFile, grant, timeout, watch, refreshBefore, json }) => {
      if (watch !== undefined) requireOther(watch, [file, passphraseFile])
      const read = await readConnection(file, name)
      const connection = needsKey(grant, passphraseFile) ? await unlock(read, passphraseFile) : read
      if (!json) await warn(connection, warned)
      const options = { grant, timeoutMs: timeout * 1000 }
      if (watch !== undefined) return watchToken(connection, { ...options, file: watch, refreshBefore, json })
      const token = await requestToken(connection, options)
      if (json) return writeJson(token)
      out.write(token.accessToken)
      const how = grant === 'jwt' ? '' : ` by ${token.grant}`
      err.write(err.paint('dim', `${token.tokenType}${how}, expires ${writeExpiry(token.expiresAt)}`))
    })
}

/**
 * With auto a key that nobody can open is one that is not there.
 * @param {string} grant @param {string} [passphraseFile]
 */
const needsKey = (grant, passphraseFile) =>
  grant === 'jwt' || (grant === 'auto' && (passphraseFile !== undefined || process.stdin.isTTY))

/**
 * Tells what it does, with --json in a line of JSON each; the token itself is in the file alone.
 * @param {import('../../index.js').Connection} connection
 * @param {{ grant: any, timeoutMs: number, file: string, refreshBefore: number, json?: boolean }} options
 */
async function watchToken(connection, { file, refreshBefore, json, ...options }) {
  const signal = whenStopped()
  await keepFresh({
    signal,
    refreshBeforeSeconds: refreshBefore,
    request: () => requestToken(connection, { ...options, signal }),
    keep: ({ accessToken }) => replaceFile(file, `${accessToken}\n`),
    onToken({ expiresAt, grant }, nextAt) {
      if (json) return out.write(JSON.stringify({ file, grant, expiresAt, nextAt }))
      err.write(`${harmless(file)}: token written, expires ${writeExpiry(expiresAt)}`)
      err.write(err.paint('dim', `the next one ${writeExpiry(nextAt)}. Stop with Ctrl-C.`))
    },
    onFailure(error, retryAt) {
      const { code, message } = error
      if (json) return out.write(JSON.stringify({ file, error: { code, message }, retryAt }))
      writeError(error)
      err.write(err.paint('dim', `the file keeps the old token; the next try ${writeExpiry(retryAt)}`))
    },
  })
}

/** @param {string} watch @param {(string | undefined)[]} others */
function requireOther(watch, others) {
  if (others.some((file) => file !== undefined && resolve(file) === resolve(watch))) {
    throw new UsageError('--watch names a file that is read; name one for the token alone')
  }
}

/** @param {string} option */
const readSeconds = (option) => (/** @type {string} */ text) => {
  const seconds = Number(text)
  if (seconds >= 0.001 && seconds <= 3600) return seconds
  throw new UsageError(`${option} must be a number of seconds, at most 3600`)
}
