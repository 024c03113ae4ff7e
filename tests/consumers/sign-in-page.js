import assert from 'node:assert/strict'
import { verify } from 'node:crypto'
import { launch } from '../browser/browser.js'
import { connection } from '../support/connection.js'

/**
 * Signs with a page in Chromium that has a field for a connection, a button and an output.
 * @param {string} url @param {{ privateKey: string, publicKey: string }} key
 */
export async function signInPage(url, { privateKey, publicKey }) {
  const browser = await launch()
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    /** @type {string[]} */
    const troubles = []
    page.on('pageerror', ({ message }) => troubles.push(message))
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(url).origin) troubles.push(`request to ${request.url()}`)
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    const values = connection({ privateKey })
    await page.getByRole('textbox', { name: 'Connection', exact: true }).fill(JSON.stringify(values))
    await page.getByRole('button', { name: 'Sign', exact: true }).click()
    const output = page.locator('form output').first()
    await output.filter({ hasText: '.' }).waitFor()
    requireSigned(await output.innerText(), publicKey)
    if ((await page.locator('ims-connection').count()) > 0) {
      requireSigned(await page.evaluate(signWithElement, values), publicKey)
    }
    assert.deepEqual(troubles, [])
  } finally {
    await browser.close()
  }
}

/** @param {string} jwt @param {string} publicKey */
function requireSigned(jwt, publicKey) {
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  const input = Buffer.from(`${header}.${payload}`)
  assert.ok(verify('sha256', input, publicKey, Buffer.from(signature, 'base64url')), jwt)
}

/** In the page. @param {import('imskit').Connection} values @returns {Promise<string>} */
async function signWithElement(values) {
  const element = /** @type {import('imskit/element').ImsConnectionElement} */ (
    document.querySelector('ims-connection')
  )
  await element.ready
  element.connection = values
  const signed = new Promise((done) => {
    element.addEventListener('jwt', (event) => done(/** @type {any} */ (event).detail.jwt))
  })
  const buttons = [...element.querySelectorAll('button')]
  buttons.find(({ textContent }) => /^Sign (JWT|only)$/.test(textContent?.trim() ?? ''))?.click()
  return signed
}
