import { jsonLogger, textLogger } from '../logger.js'
import { out } from '../output.js'
import { UsageError } from '../usage.js'

/** @param {import('commander').Command} program */
export function addServe(program) {
  program
    .command('serve')
    .description('serve the web console and the token host on 127.0.0.1')
    .argument('[file]', 'connection file: its names are taken, its secrets are kept for requests by name')
    .option('--sandbox', 'with a stand-in for Adobe IMS, to try everything without an Adobe account')
    .option('--port <number>', 'port of the console; the next free one where it is taken', readPort, 8080)
    .option('--json', 'print addresses and log as JSON, a line each')
    .action(async (file, { sandbox, port, json }) => {
      const { startServer } = await import('../serve.js') // the other commands start faster without a server's code
      const server = await startServer({ file, sandbox, port, logger: json ? jsonLogger : textLogger })
      const { url, sandboxUrl } = server
      if (json) out.write(JSON.stringify({ url, sandboxUrl }))
      else {
        const rows = /** @type {[string, string][]} */ ([
          ['Console', `${url}/`],
          ...(sandboxUrl ? [['Sandbox IMS', sandboxUrl]] : []),
        ])
        out.rows(rows)
        out.write(out.paint('dim', 'Stop with Ctrl-C.'))
      }
      await new Promise((resolve) => {
        process.once('SIGINT', resolve)
        process.once('SIGTERM', resolve)
      })
      await server.close()
    })
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError('--port must be a number from 0 to 65535')
}
