// Checks that the engines report troubles, which the other tests rely on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveHandler } from '../support/servers.js'
import { createPerson } from './person.js'

/** A page that loads an image from another origin: the same host by another name. @param {string} host */
const page = (host = '') => `<!doctype html><head><title>troubles</title><link rel="icon" href="data:,"></head>
  <p style="color: red">not red</p><img src="http://${host.replace('127.0.0.1', 'localhost')}/foreign.png" alt="">
  <script src="troubles.js"></script>`
const script = "console.error('planted'); throw new Error('thrown')"
const policy = "style-src 'self'; script-src 'self'"

for (const engine of ['chromium', 'firefox', 'webkit']) {
  test(`${engine} reports errors, violations and foreign requests from the start`, {
    timeout: 120_000,
  }, async () => {
    const origin = await serveHandler((request, response) => {
      if (request.url?.endsWith('.js')) return response.setHeader('content-type', 'text/javascript').end(script)
      response
        .setHeader('content-type', 'text/html')
        .setHeader('content-security-policy', policy)
        .end(page(request.headers.host))
    })
    const browser = await (await import(`./engines/${engine}.js`)).launch()
    try {
      const person = createPerson(await browser.open())
      await person.goto(`${origin}/`)
      const expected = [
        /^console: planted/,
        /^page: .*thrown/,
        /^console: content security policy: style/,
        /^request to .*localhost/,
      ]
      for (const pattern of expected) {
        const troubles = await person.troubles()
        assert.ok(
          troubles.some((/** @type {string} */ trouble) => pattern.test(trouble)),
          `${pattern} is not among ${troubles.join('\n')}`,
        )
      }
      await person.close()
    } finally {
      await browser.close()
    }
  })
}
