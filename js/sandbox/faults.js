// Faults on demand: what goes wrong between a client and IMS.
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * @typedef {import('hono').Context} Context
 * @typedef {(c: Context, next: () => Promise<void>, parameters: Record<string, string>) => Promise<void>} Run
 */

export const faultHeader = 'x-sandbox-fault'

/** The faults, with their parameters and defaults. @type {Record<string, { parameters: Record<string, string>, run: Run }>} */
const faults = {
  delay: {
    parameters: { ms: '5000' },
    async run(c, next, { ms }) {
      await sleep(Number(ms), undefined, { ref: false, signal: c.req.raw.signal })
      await next()
    },
  },
  throttled: {
    parameters: { 'retry-after': '1' },
    async run(c, _next, { 'retry-after': retryAfter }) {
      c.res = refuse(429, 'too_many_requests', 'Too many requests', { 'retry-after': String(retryAfter) })
    },
  },
  error: {
    parameters: { status: '500' },
    async run(c, _next, { status }) {
      c.res = refuse(Number(status), 'internal_error', 'Please try again later')
    },
  },
  reset: {
    parameters: {},
    async run(c) {
      const socket = findSocket(c)
      socket?.resetAndDestroy()
      c.res = new Response(socket ? null : makeBody(() => breakOff(c)))
    },
  },
  truncated: {
    parameters: {},
    async run(c, next) {
      const { bytes, headers, status } = await finish(c, next)
      let sent = false
      const body = makeBody(async () => {
        if (sent) return breakOff(c)
        sent = true
        return bytes.subarray(0, bytes.length / 2)
      })
      headers.set('content-length', String(bytes.length))
      c.res = new Response(body, { status, headers })
    },
  },
  html: {
    parameters: {},
    async run(c) {
      const headers = { 'content-type': 'text/html; charset=utf-8' }
      c.res = new Response('<!doctype html><title>Sign in to this network</title>', { headers })
    },
  },
  drip: {
    parameters: { ms: '1000' },
    async run(c, next, { ms }) {
      const { bytes, headers, status } = await finish(c, next)
      let sent = 0
      const body = makeBody(async () => {
        await sleep(Number(ms), undefined, { ref: false })
        return bytes.subarray(sent, ++sent)
      })
      c.res = new Response(body, { status, headers })
    },
  },
  type: {
    parameters: { type: 'text/plain' },
    async run(c, next, { type }) {
      await next()
      c.res.headers.set('content-type', String(type))
    },
  },
  huge: {
    parameters: { bytes: '2000000' },
    async run(c, next, { bytes: size }) {
      const { bytes, headers, status } = await finish(c, next)
      c.res = new Response(Buffer.concat([bytes, Buffer.alloc(Number(size), ' ')]), { status, headers })
    },
  },
}

/** The ranges of numeric parameters. @type {Record<string, [min: number, max: number]>} */
const limits = { ms: [0, 600_000], status: [400, 599], bytes: [0, 100_000_000], times: [0, Number.POSITIVE_INFINITY] }

/**
 * Reads `name; parameter=value; …`.
 * @param {string} text @param {string} place what messages call it
 * @returns {(c: Context, next: () => Promise<void>) => Promise<void>} causes the fault, at most `times` times, and lets
 *   requests through after that
 * @throws {TypeError} naming the place and what is possible
 */
export function readFault(text, place) {
  const [name = '', ...given] = text.split(';').map((part) => part.trim())
  const fault = Object.hasOwn(faults, name) ? faults[name] : undefined
  if (!fault) throw new TypeError(`${place} must start with one of ${Object.keys(faults).join(', ')}`)
  const parameters = { ...fault.parameters, times: 'Infinity' }
  for (const part of given) {
    const [, key = '', value = ''] = /^([\w-]+)=(.+)$/.exec(part) ?? []
    if (!Object.hasOwn(parameters, key)) {
      throw new TypeError(
        `${place}: ${name} has the parameters ${Object.keys(parameters).join(', ')}, each as name=value`,
      )
    }
    Object.assign(parameters, { [key]: value })
  }
  for (const [key, [min, max]] of Object.entries(limits)) {
    const value = Number(/** @type {Record<string, string>} */ (parameters)[key] ?? min)
    if (!(value >= min && value <= max)) throw new TypeError(`${place}: ${key} must be a number from ${min} to ${max}`)
  }
  let left = Number(parameters.times)
  return (c, next) => (left-- > 0 ? fault.run(c, next, parameters) : next())
}

/** @param {number} status @param {string} error @param {string} description @param {Record<string, string>} [headers] */
const refuse = (status, error, description, headers) =>
  Response.json({ error, error_description: description }, { status, headers })

/** The whole answer, to be sent in another way. @param {Context} c @param {() => Promise<void>} next */
async function finish(c, next) {
  await next()
  const { status, headers } = c.res
  return { status, headers: new Headers(headers), bytes: Buffer.from(await c.res.arrayBuffer()) }
}

/** The socket of the client, if the server is Node's. @param {Context} c @returns {import('node:net').Socket | undefined} */
const findSocket = (c) => c.env?.incoming?.socket

/** Breaks off in the middle of a body. Without a connection to close, the body fails. @param {Context} c @returns {Promise<never>} */
async function breakOff(c) {
  const socket = findSocket(c)
  if (!socket) throw new Error('broken off on demand')
  while (!c.env.outgoing.headersSent) await sleep(1) // and with them the first part of the body
  socket.destroy()
  return new Promise(() => {}) // the server drops the body when it sees that the connection is gone
}

/** A body that is made piece by piece, until a piece is empty. @param {() => Promise<Uint8Array>} makePiece */
const makeBody = (makePiece) =>
  new ReadableStream({
    async pull(controller) {
      const piece = await makePiece()
      if (piece.length > 0) controller.enqueue(new Uint8Array(piece))
      else controller.close()
    },
  })
