// A company network: a proxy with CONNECT and plain http forwarding, and a server with a private certificate authority.
import { readFileSync } from 'node:fs'
import { createServer, request as forward } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { makeFolder, openssl } from './keys.js'

/** @param {import('node:net').Server} server @returns {Promise<number>} its port */
async function listen(server) {
  server.on('connection', (socket) => socket.on('error', () => {}))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  server.unref()
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port
}

/**
 * A proxy that resolves names that no one else can resolve.
 * @param {{ ports: Record<string, number>, credentials?: string }} options `credentials`: the user:password that it requires
 */
export async function startProxy({ ports, credentials }) {
  /** @type {string[]} */
  const seen = []
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
  /** @param {import('node:http').IncomingMessage} request */
  const mayPass = (request) => !expected || request.headers['proxy-authorization'] === expected

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '')
    seen.push(`${request.method} ${url.host}`)
    if (!mayPass(request)) return response.writeHead(407).end()
    const port = ports[url.hostname] ?? url.port
    const { 'proxy-authorization': _, ...headers } = request.headers
    request.pipe(
      forward({ host: '127.0.0.1', port, method: request.method, path: url.pathname, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      }),
    )
  })
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`)
    socket.on('error', () => {})
    if (!mayPass(request)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const { hostname, port } = new URL(`http://${request.url}`)
    const target = connect(ports[hostname] ?? Number(port || 80), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    target.on('error', () => socket.destroy())
  })
  const port = await listen(server)
  return { port, seen }
}

/**
 * Serves an app over TLS, with a certificate for the name, issued by an authority that openssl creates.
 * @param {{ fetch: (request: Request) => any }} app @param {string} name
 * @returns {Promise<{ port: number, authorityFile: string }>}
 */
export async function serveTls(app, name) {
  const folder = makeFolder()
  const file = (/** @type {string} */ base) => join(folder, base)
  const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-sha256']
  const authority = ['-keyout', file('ca.key'), '-out', file('ca.pem')]
  openssl([...make, ...authority, '-subj', '/CN=imskit test authority', '-addext', 'basicConstraints=critical,CA:TRUE'])
  const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-addext', 'basicConstraints=critical,CA:FALSE']
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  openssl([...make, ...signed, ...names, '-keyout', file('server.key'), '-out', file('server.pem')])
  const serverOptions = { key: readFileSync(file('server.key')), cert: readFileSync(file('server.pem')) }
  const server = createAdaptorServer({ fetch: app.fetch, createServer: createTlsServer, serverOptions })
  const port = await listen(/** @type {import('node:net').Server} */ (server))
  return { port, authorityFile: file('ca.pem') }
}
