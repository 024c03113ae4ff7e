// The console over plain http, on a name that is not localhost, where browsers have no `crypto.subtle` and no
// `navigator.clipboard`.
import assert from 'node:assert/strict'
import { findClosedOrigin } from '../support/servers.js'
import { serveInChromium } from './chromium.js'
import { button, field, jwt, signed } from './places.js'
import { checkJwt } from './served.js'

const { port } = new URL(await findClosedOrigin())
const origin = `http://console.test:${port}`
const key = 'a-key-for-this-test'
const inChromium = serveInChromium({
  ...{ flags: ['--host-resolver-rules=MAP console.test 127.0.0.1'], url: `${origin}/?key=${key}`, key },
  ...{ port: Number(port), allowedOrigins: [origin] },
})

/** Browsers ignore this header over plain http, and the host serves no list if other origins are allowed. */
const tolerate = /Cross-Origin-Opener-Policy header has been ignored|status of 404/

inChromium(
  'signs, gets a token and copies it if the browser has no crypto.subtle',
  { tolerate },
  async (page, { server }) => {
    assert.deepEqual(await page.run('[isSecureContext, typeof crypto.subtle, typeof navigator.clipboard]'), [
      false,
      'undefined',
      'undefined',
    ])
    await page.click(button('Fill in the demo connection'))
    await page.click(button('Sign only'))
    await page.count(signed, 1)
    const shown = await page.text(jwt)
    checkJwt(shown, String(server.demoConnection.privateKey))
    await page.click(button('Copy JWT'))
    await page.count(button('Copied'), 1)
    await page.fill(field('description'), '')
    await page.press(['Control', 'v'])
    await page.holds(field('description'), shown)
    await page.fill(field('description'), '')

    await page.click(button('Get token'))
    await page.count(button('Copy token'), 1)
  },
)
