// Serves the console, and checks the JWTs that it shows.
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

for (const path of ['../../dist/core.js', '../../dist/console/index.html']) {
  const built = new URL(path, import.meta.url)
  if (!existsSync(built)) throw new Error(`${built.pathname} is missing: run \`npm run build\` first.`)
}
const { startServer } = await import('../../js/cli/serve.js')

/** A file with three connections: one valid, one with errors, one incomplete. */
export const organization = fileURLToPath(new URL('connections.json', import.meta.url))

const logger = { info() {}, warn() {} }

/** The address of a view. @param {string} url of the server, with its key @param {string} hash */
export const viewOf = (url, hash) => new URL(hash, url).href

/** Starts the console with the sandbox. @param {import('../../js/cli/serve.js').ServeOptions & { allowedOrigins?: string[] }} [options] */
export async function startConsole(options) {
  const server = await startServer({ sandbox: true, port: 0, logger, ...options })
  return /** @type {typeof server & { sandboxUrl: string, demoConnection: Record<string, string> }} */ (server)
}

/** Verifies a JWT with OpenSSL and returns its claims. @param {string} jwt @param {string} privateKey */
export function checkJwt(jwt, privateKey) {
  const [header = '', payload = '', signature = ''] = jwt.trim().split('.')
  const publicKey = createPublicKey(createPrivateKey(privateKey))
  const signed = verify('sha256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'))
  assert.ok(signed, 'the signature on the page is not from the key')
  return { claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) }
}
