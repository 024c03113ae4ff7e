import { setTimeout as sleep } from 'node:timers/promises'
import { Option } from 'commander'
import { requestToken, TokenProvider } from '../../token.js'
import { readConnection, warn } from '../connection.js'
import { err, harmless, out, writeError, writeJson } from '../output.js'
import { unlock } from '../passphrase.js'
import { whenStopped } from '../stop-signal.js'
import { removeLeftovers } from '../temporary-file.js'
import { writeExpiry } from '../time.js'
import { UsageError } from '../usage-error.js'
import { replaceFile, requireReplaceable } from '../write-file.js'

/**
 * @typedef {import('../../token.js').Token} Token
 * @typedef {import('../../core/errors.js').ImsError} ImsError
 */

/** Fields whose warnings matter here. @type {import('../../core/types.js').FieldName[]} */
const warned = ['clientId', 'clientSecret', 'technicalAccountId', 'organizationId', 'imsHost', 'imsExchange']

/** @param {import('commander').Command} program */
export function addToken(program) {
  program
    .command('token')
    .description('get an access token from Adobe IMS and print it')
    .argument('<file>', 'connection file; - reads standard input')
    .option('--name <name>', 'which connection to use, if the file has several')
    .option('--passphrase-file <file>', 'file with the passphrase of the key; if omitted, you are asked')
    .addOption(
      new Option('--grant <grant>', 'how to get the token; auto uses a JWT if the connection has a usable key')
        .choices(['jwt', 'client_credentials', 'auto'])
        .default('jwt'),
    )
    .option('--timeout <seconds>', 'how long to wait for IMS', readSeconds('--timeout'), 30)
    .option('--watch <file>', 'write the token to this file instead of printing it, and renew it until Ctrl-C')
    .option(
      '--refresh-before <seconds>',
      'with --watch: how long before expiry to renew the token (default: 600)',
      readSeconds('--refresh-before'),
    )
    .option('--json', 'print the result as JSON; with --watch, one JSON document per line for each token')
    .action(async (file, { name, passphraseFile, grant, timeout, watch, refreshBefore, json }) => {
      if (refreshBefore !== undefined && watch === undefined)
        throw new UsageError('--refresh-before works only with --watch')
      const read = await readConnection(file, name)
      const connection = needsKey(grant, passphraseFile) ? await unlock(read, passphraseFile) : read
      if (watch !== undefined) await requireReplaceable(watch)
      if (!json) await warn(connection, warned)
      const options = { grant, timeoutMs: timeout * 1000 }
      if (watch !== undefined) return watchToken(connection, { ...options, file: watch, refreshBefore, json })
      const token = await requestToken(connection, options)
      if (json) return writeJson(token)
      out.write(token.accessToken)
      const how = grant === 'jwt' ? '' : ` with ${token.grant}`
      err.write(err.paint('dim', `${token.tokenType}${how}, expires ${writeExpiry(token.expiresAt)}`))
    })
}

/**
 * With auto, a key that no one can unlock counts as absent.
 * @param {string} grant @param {string} [passphraseFile]
 */
const needsKey = (grant, passphraseFile) =>
  grant === 'jwt' || (grant === 'auto' && (passphraseFile !== undefined || process.stdin.isTTY))

/**
 * Keeps a token in a file. Reports what it does, but never the token.
 * @param {import('../../core/types.js').Connection} connection
 * @param {{ grant: any, timeoutMs: number, file: string, refreshBefore?: number, json?: boolean }} options
 */
async function watchToken(connection, { file, refreshBefore, json, ...options }) {
  const signal = whenStopped()
  await removeLeftovers(file)
  const logger = { warn() {} } // failures are reported below
  const provider = new TokenProvider(connection, { ...options, refreshBeforeSeconds: refreshBefore, logger })
  for await (const update of provider.watch({ signal })) {
    if (update.type === 'failure') reportFailure(file, /** @type {ImsError} */ (update.error), update.retryAt, json)
    else {
      await keepToken(file, update.token.accessToken, signal)
      if (signal.aborted) return
      reportToken(file, update.token, update.nextAt, json)
    }
  }
}

/** Waits between attempts to write a file that was written before. */
const rewriteMs = 5_000
let isWritten = false

/**
 * Writes a token. The first failure ends the command; a later one, as of a disk that is full for a while, does not.
 * @param {string} file @param {string} token @param {AbortSignal} signal
 */
async function keepToken(file, token, signal) {
  while (!signal.aborted) {
    try {
      await replaceFile(file, `${token}\n`)
      isWritten = true
      return
    } catch (error) {
      if (!(error instanceof UsageError) || !isWritten) throw error
      writeError(error)
      await sleep(rewriteMs, undefined, { signal }).catch(() => {})
    }
  }
}

/** @param {string} file @param {Token} token @param {Date} nextAt @param {boolean} [json] */
function reportToken(file, { expiresAt, grant }, nextAt, json) {
  if (json) return out.write(JSON.stringify({ file, grant, expiresAt, nextAt }))
  err.write(`${harmless(file)}: token written, expires ${writeExpiry(expiresAt)}`)
  err.write(err.paint('dim', `the next one ${writeExpiry(nextAt)}. To stop, press Ctrl-C.`))
}

/** @param {string} file @param {ImsError} error @param {Date} retryAt @param {boolean} [json] */
function reportFailure(file, error, retryAt, json) {
  const { code, message } = error
  if (json) return out.write(JSON.stringify({ file, error: { code, message }, retryAt }))
  writeError(error)
  err.write(err.paint('dim', `the file keeps the old token; the next try ${writeExpiry(retryAt)}`))
}

/** @param {string} option */
const readSeconds = (option) => (/** @type {string} */ text) => {
  const seconds = Number(text)
  if (seconds >= 0.001 && seconds <= 3600) return seconds
  throw new UsageError(`${option} must be a number of seconds, more than 0 and at most 3600`)
}
