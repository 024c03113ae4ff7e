import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../js/cli.js', import.meta.url))

/**
 * Runs imskit.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, input?: string | Buffer }} [options]
 */
export async function imskit(args, { cwd, env, input = '' } = {}) {
  const child = spawn(process.execPath, [cli, ...args], { cwd, env: { ...process.env, ...env }, timeout: 60_000 })
  child.stdin.on('error', () => {}) // imskit need not read its input
  child.stdin.end(input)
  const ended = new Promise((resolve) => {
    child.once('close', resolve)
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: /** @type {number | null} */ (await ended), stdout, stderr, json: () => JSON.parse(stdout) }
}

/**
 * Starts a command that runs until it is stopped.
 * @param {string[]} args @param {{ cwd?: string }} [options]
 */
export function startImskit(args, { cwd } = {}) {
  const child = spawn(process.execPath, [cli, ...args], { cwd, timeout: 60_000 })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const ended = new Promise((resolve) => {
    child.once('close', resolve)
  })
  return {
    /** @param {NodeJS.Signals} [signal] */
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const [stdout, stderr] = await output
      return { code: /** @type {number | null} */ (await ended), stdout, stderr }
    },
  }
}

/**
 * Starts `imskit serve` and waits for its first output.
 * @param {string[]} args @param {{ cwd?: string }} [options]
 */
export async function startServe(args, { cwd } = {}) {
  const child = spawn(process.execPath, [cli, 'serve', '--json', ...args], { cwd, timeout: 60_000 })
  const stderr = text(child.stderr)
  const ended = new Promise((resolve) => {
    child.once('close', (code) => resolve(code))
  })
  const line = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data)))
    ended.then(async (code) => reject(new Error(`serve ended with ${code}: ${await stderr}`)))
  })
  const { url, origin, key, sandboxUrl } = JSON.parse(line)
  return {
    url,
    origin,
    key,
    sandboxUrl,
    /**
     * Sends a request with the key of the console.
     * @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [init]
     */
    fetch: (path, init) =>
      fetch(origin + path, { ...init, headers: { authorization: `Bearer ${key}`, ...init?.headers } }),
    /** @param {NodeJS.Signals} [signal] */
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return { code: /** @type {number | null} */ (await ended), stderr: await stderr }
    },
  }
}
