import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createClient } from 'redis'
import { makeFolder } from './keys.js'

/**
 * Starts a redis-server without persistence on a free loopback port. The test process ends it when it exits.
 * @returns {Promise<{ url: string, connect: () => Promise<import('redis').RedisClientType>, stop: () => Promise<void>,
 *   start: () => Promise<void> }>}
 */
export async function startRedis() {
  const port = await findFreePort()
  const url = `redis://127.0.0.1:${port}`
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server
  process.once('exit', () => server?.kill('SIGKILL'))

  async function start() {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    const child = spawn('redis-server', [...options, '--dir', makeFolder()], { stdio: ['ignore', 'pipe', 'inherit'] })
    server = child
    await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
      child.stdout.on('data', (data) => String(data).includes('Ready to accept') && resolve(undefined))
    })
    const { stdout } = child
    for (const handle of [child, /** @type {import('node:net').Socket} */ (stdout)]) handle.unref()
  }
  async function stop() {
    const child = server
    if (!child) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.ref()
    child.kill('SIGTERM')
    await ended
  }
  async function connect() {
    const client = createClient({ url })
    client.on('error', () => {})
    await client.connect()
    return /** @type {any} */ (client)
  }
  await start()
  return { url, connect, stop, start }
}

async function findFreePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  await new Promise((resolve) => server.close(resolve))
  return port
}
