// A reverse proxy that adds a script to the start of each page, for browsers whose driver cannot do that.
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { serveHandler } from '../../support/servers.js'

const path = '/.first.js'

/**
 * @param {string} behind its URL @param {string} script
 * @returns {Promise<string>} the URL of the same page, of the server in front
 */
export async function putBefore(behind, script) {
  const { hostname, port, pathname, search, hash } = new URL(behind)
  const origin = await serveHandler((asked, answer) => {
    if (asked.url === path) return answer.setHeader('content-type', 'text/javascript').end(script)
    const { url, method } = asked
    const headers = { ...asked.headers, 'accept-encoding': 'identity' }
    const passed = request({ hostname, port, path: url, method, headers }, async (given) => {
      const { 'content-length': _, ...rest } = given.headers
      answer.writeHead(given.statusCode ?? 502, rest)
      if (!rest['content-type']?.startsWith('text/html')) return given.pipe(answer)
      answer.end((await text(given)).replace(/<!doctype html>/i, `$&<script src="${path}"></script>`))
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  return origin + pathname + search + hash
}
