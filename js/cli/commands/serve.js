import { ImsError, load } from '../../index.js'
import { isLocked, unlock } from '../connection.js'
import { jsonLogger, textLogger } from '../logger.js'
import { brief, err, out } from '../output.js'
import { untilAborted, whenStopped } from '../stop.js'
import { UsageError } from '../usage.js'

const configHelp = `
A configuration file is JSON; what the command line says comes before it:
  {
    "port": 8080,
    "connections": "connections.json",
    "imsOrigins": ["https://ims-na1.adobelogin.com"],
    "allowedOrigins": ["https://console.example.com"],
    "runtimeEnvironments": [{ "name": "Agent 1", "kind": "secure-agent" }],
    "rateLimit": { "requests": 120, "seconds": 60, "addressHeader": "x-real-ip" }
  }`

/** @param {import('commander').Command} program */
export function addServe(program) {
  program
    .command('serve')
    .description('serve the web console and the token host on 127.0.0.1')
    .argument('[file]', 'connection file: the page lists and changes it, its secrets are kept for requests by name')
    .option('--config <file>', 'configuration file, see below')
    .option('--sandbox', 'with a stand-in for Adobe IMS, to try everything without an Adobe account')
    .option('--port <number>', 'port of the console; the next free one where it is taken (default: 8080)', readPort)
    .option('--passphrase-file <file>', 'file with the passphrase of encrypted keys; otherwise it is asked for')
    .option('--json', 'print addresses and log as JSON, a line each')
    .addHelpText('after', configHelp)
    .action(async (file, { config: configFile, sandbox, port, passphraseFile, json }) => {
      // The other commands start faster without a server's code.
      const [{ startServer }, { readServeConfig }] = await Promise.all([
        import('../serve.js'),
        import('../serve-config.js'),
      ])
      const { connections, ...config } = configFile === undefined ? {} : await readServeConfig(configFile)
      const server = await startServer({
        ...config,
        file: file ?? connections,
        sandbox,
        port: port ?? config.port,
        unlock: (connection) => unlockForGood(connection, passphraseFile),
        logger: json ? jsonLogger : textLogger,
      })
      const stop = whenStopped()
      const { url, sandboxUrl } = server
      if (json) out.write(JSON.stringify({ url, sandboxUrl }))
      else {
        const rows = /** @type {[string, string][]} */ ([
          ['Console', `${url}/`],
          ...(sandboxUrl ? [['Sandbox IMS', sandboxUrl]] : []),
        ])
        out.rows(rows)
        out.write(out.paint('dim', 'Stop with Ctrl-C; once more stops at once.'))
      }
      await untilAborted(stop)
      await server.close()
    })
}

/**
 * Where the key is encrypted alone, and with the right passphrase alone.
 * @param {import('../../index.js').Connection} connection @param {string} [passphraseFile]
 */
async function unlockForGood(connection, passphraseFile) {
  if (!(await isLocked(connection))) return connection
  const name = typeof connection.name === 'string' ? connection.name : '(no name)'
  if (passphraseFile === undefined) err.write(`The private key of ${brief(name)} is encrypted.`)
  const unlocked = await unlock(connection, passphraseFile)
  const { issues } = (await load()).validate(unlocked, { fields: ['privateKey', 'passphrase'] })
  if (issues.every(({ severity }) => severity === 'warning')) return unlocked
  throw new ImsError('ERR_CONNECTION_INVALID', `The private key of ${brief(name)} cannot be used.`, { issues })
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError('--port must be a number from 0 to 65535')
}
