// After it has loaded, the console needs the network only to get a token.

import { makeKey } from '../support/keys.js'
import { makeZip } from '../support/zips.js'
import { serveInChromium } from './chromium.js'
import { button, field, files, issues, jwt, refusal, signed } from './places.js'
import { checkJwt } from './served.js'

const inChromium = serveInChromium()

inChromium(
  'validates and signs offline, and offers to try again to get a token',
  { tolerate: /ERR_INTERNET_DISCONNECTED/ },
  async (page, { server }) => {
    const network = page.playwright.context()
    await page.click(button('Fill in the demo connection'))
    await network.setOffline(true)
    await page.fill(field('organizationId'), 'ACME')
    await page.press(['Tab'])
    await page.reads(issues('organizationId'), 'Error: ')
    await page.fill(field('organizationId'), String(server.demoConnection.organizationId))
    await page.click(button('Sign only'))
    await page.count(signed, 1)
    checkJwt(await page.text(jwt), String(server.demoConnection.privateKey))

    await page.click(button('Get token'))
    await page.reads(refusal, 'can’t be reached')
    await page.holds(field('privateKey'), String(server.demoConnection.privateKey))
    await network.setOffline(false)
    await page.click(button('Try again'))
    await page.count(button('Copy token'), 1)
  },
)

inChromium('reads files offline', { tolerate: /ERR_INTERNET_DISCONNECTED/ }, async (page) => {
  await page.waitFor(() => {
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
    return ['zip-library-', 'credentials-'].every((part) => loaded.some((name) => name.includes(part)))
  })
  await page.playwright.waitForLoadState('networkidle')
  await page.playwright.context().setOffline(true)
  const { privateKey } = makeKey()
  const buffer = Buffer.from(makeZip([{ name: 'private.key', content: privateKey }]))
  await page.playwright.setInputFiles(files, [{ name: 'config.zip', mimeType: '', buffer }])
  await page.holds(field('privateKey'), privateKey)
})
