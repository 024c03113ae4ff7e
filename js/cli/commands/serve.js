import { ImsError, load } from '../../index.js'
import { standardInput } from '../input.js'
import { jsonLogger, textLogger } from '../logger.js'
import { brief, err, out } from '../output.js'
import { isLocked, readPassphrase, unlock } from '../passphrase.js'
import { untilStopped, whenStopped } from '../stop-signal.js'
import { UsageError } from '../usage-error.js'

const configHelp = `
The printed address contains the key of the console. Other users of this machine cannot open the console without it.

A configuration file is JSON. Options on the command line take precedence over it:
  {
    "port": 8080,
    "connections": "connections.json",
    "keyFile": "console.key",
    "imsOrigins": ["https://ims-na1.adobelogin.com"],
    "allowedOrigins": ["https://console.example.com"],
    "runtimeEnvironments": [{ "name": "Agent 1", "kind": "secure-agent" }],
    "rateLimit": { "requests": 120, "seconds": 60, "addressHeader": "x-real-ip" }
  }`

/** A key that is easier to guess is rejected. */
const minKeyLength = 20

/** @param {import('commander').Command} program */
export function addServe(program) {
  program
    .command('serve')
    .description('serve the web console and the token host on 127.0.0.1')
    .argument('[file]', 'connection file that the page lists and edits; its secrets stay on the server')
    .option('--config <file>', 'configuration file (see below)')
    .option('--sandbox', 'use a fake Adobe IMS, to try everything without an Adobe account')
    .option('--port <number>', 'port of the console, or the next free one if it is taken (default: 8080)', readPort)
    .option('--key-file <file>', 'file with the key of the console; if omitted, each start makes a random key')
    .option('--passphrase-file <file>', 'file with the passphrase of encrypted keys; if omitted, you are asked')
    .option('--json', 'print the addresses as JSON, and the log as one JSON document per line on standard error')
    .addHelpText('after', configHelp)
    .action(async (file, { config: configFile, sandbox, port, keyFile, passphraseFile, json }) => {
      if (file === standardInput) throw new UsageError('serve cannot edit standard input: name a connection file')
      // The other commands start faster without the code of a server.
      const [{ startServer }, { readConfig }] = await Promise.all([import('../serve.js'), import('../serve-config.js')])
      const {
        connections,
        keyFile: configuredKey,
        ...config
      } = configFile === undefined ? {} : await readConfig(configFile)
      const key = await readKey(keyFile ?? configuredKey)
      const passphrase = passphraseFile === undefined ? undefined : await readPassphrase(passphraseFile)
      const server = await startServer({
        ...config,
        ...(key !== undefined && { key }),
        file: file ?? connections,
        sandbox,
        port: port ?? config.port,
        unlock: (connection) => unlockForGood(connection, passphrase),
        logger: json ? jsonLogger : textLogger,
      })
      const stop = whenStopped()
      const { url, origin, sandboxUrl } = server
      if (json) out.write(JSON.stringify({ url, origin, key: server.key, sandboxUrl }))
      else {
        const rows = /** @type {[string, string][]} */ ([
          ['Console', url],
          ...(sandboxUrl ? [['Sandbox IMS', sandboxUrl]] : []),
        ])
        out.rows(rows)
        out.write(out.paint('dim', 'To stop, press Ctrl-C. Press it again to stop immediately.'))
      }
      await untilStopped(stop)
      await server.close()
    })
}

/** @param {string | undefined} file */
async function readKey(file) {
  if (file === undefined) return undefined
  const key = (await readPassphrase(file)).trim()
  if (key.length >= minKeyLength && /^[\w.~-]+$/.test(key)) return key
  const hint = 'To make one, run:\n  openssl rand -hex 32'
  throw new UsageError(`the key must have at least ${minKeyLength} letters and digits`, { hint })
}

/**
 * Unlocks the key of a connection if it is encrypted.
 * @param {import('../../core/types.js').Connection} connection @param {string} [passphrase]
 * @throws {ImsError} ERR_CONNECTION_INVALID if the passphrase is wrong
 */
async function unlockForGood(connection, passphrase) {
  if (!(await isLocked(connection))) return connection
  const name = typeof connection.name === 'string' ? connection.name : '(no name)'
  if (passphrase === undefined) err.write(`The private key of ${brief(name)} is encrypted.`)
  const unlocked = passphrase === undefined ? await unlock(connection) : { ...connection, passphrase }
  const { issues } = (await load()).validate(unlocked, { fields: ['privateKey', 'passphrase'] })
  if (issues.every(({ severity }) => severity === 'warning')) return unlocked
  throw new ImsError('ERR_CONNECTION_INVALID', `The private key of ${brief(name)} cannot be used.`, { issues })
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError('--port must be a whole number from 0 to 65535')
}
