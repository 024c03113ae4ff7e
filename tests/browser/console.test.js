// The console in Chromium, served by the real host, with the sandbox instead of Adobe IMS.
// Run `npm run build` first.
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { findClosedOrigin } from '../support/servers.js'
import { launch, openPage, testPage } from './browser.js'
import { viewOf } from './served.js'

for (const path of ['../../dist/core.js', '../../dist/console/index.html']) {
  const built = new URL(path, import.meta.url)
  if (!existsSync(built)) throw new Error(`${built.pathname} is missing: run \`npm run build\` first.`)
}
const { startServer } = await import('../../js/cli/serve.js')

/** @typedef {import('playwright-core').Page} Page */

const logger = { info() {}, warn() {} }
const takenName = 'Nightly Clicks'

const field = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator(`#ims-${name}`)
const issues = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator(`#ims-${name}-issues`)
const button = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('button', { name, exact: true })
const summary = (/** @type {Page} */ page) => page.locator('.ims-summary')

/** Fills in the form field by field, as a person does. */
async function fillIn(/** @type {Page} */ page, /** @type {Record<string, string>} */ connection) {
  await page.locator('#ims-grant-jwt').check()
  for (const [name, value] of Object.entries(connection)) {
    const control = field(page, name)
    if ((await control.count()) === 0 || name.startsWith('ims')) continue // not on the form, or set by the sandbox
    if ((await control.evaluate(({ tagName }) => tagName)) === 'SELECT') await control.selectOption(value)
    else await control.fill(value)
  }
}

/** Verifies the JWT on the page with OpenSSL. */
async function readJwt(/** @type {Page} */ page, /** @type {string} */ privateKey) {
  const jwt = (await page.locator('.ims-jwt').textContent()) ?? ''
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  const publicKey = createPublicKey(createPrivateKey(privateKey))
  const signed = verify('sha256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'))
  assert.ok(signed, 'the signature on the page is not from the key')
  return { jwt, claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) }
}

describe('console', () => {
  /** @type {import('playwright-core').Browser} */
  let browser
  /** @type {any} */
  let server
  /** @type {string} */
  let folder
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imskit-'))
    const file = join(folder, 'connections.json')
    await writeFile(file, JSON.stringify([{ name: takenName }]))
    server = await startServer({ sandbox: true, port: 0, file, logger })
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /**
   * @param {string} title @param {(page: Page, opened: Awaited<ReturnType<typeof openPage>>) => Promise<void>} steps
   * @param {Parameters<typeof openPage>[2]} [options]
   */
  const journey = (title, steps, options) =>
    testPage(title, () => openPage(browser, viewOf(server.url, '#/new'), options), steps)

  journey('shows errors until they are corrected, then signs and gets a token', async (page, { bodies }) => {
    const { demoConnection } = server
    const wrong = { clientId: 'a b', organizationId: 'ACME', privateKey: 'no key' }
    await fillIn(page, { ...demoConnection, name: 'Clicks/EU', ...wrong })
    await button(page, 'Get token').click()

    // The name is wrong too, but a token does not need it.
    assert.match(await summary(page).innerText(), /There are \d problems/)
    assert.ok(await summary(page).evaluate((element) => element === document.activeElement), 'the focus did not move')
    assert.equal(await page.locator('.ims-jwt').count(), 0)
    for (const name of ['organizationId', 'privateKey']) {
      const message = await issues(page, name).locator('.ims-error').innerText()
      const described = await field(page, name).getAttribute('aria-describedby')
      assert.match(message, /^Error: /)
      assert.ok(described?.split(' ').includes(`ims-${name}-issues`))
      assert.equal(await field(page, name).getAttribute('aria-invalid'), 'true')
    }
    await summary(page).getByRole('link').last().click()
    assert.ok(await field(page, 'privateKey').evaluate((element) => element === document.activeElement))

    for (const name of ['clientId', 'organizationId', 'privateKey']) {
      await field(page, name).fill(demoConnection[name])
      assert.equal(await issues(page, name).locator('.ims-error').count(), 0, `${name} is correct and has an error`)
    }
    assert.match(await summary(page).innerText(), /All problems are fixed/)
    assert.ok((await summary(page).locator('s').count()) >= 2, 'what was fixed is not crossed out')
    const start = Math.floor(Date.now() / 1000)
    await button(page, 'Sign only').click()
    await page.getByText('The private key did not leave it.').waitFor()
    assert.equal(await summary(page).count(), 0)
    const { claims } = await readJwt(page, demoConnection.privateKey)
    const imsHost = server.sandboxUrl.replace(/\/$/, '')
    assert.equal(claims.iss, demoConnection.organizationId)
    assert.equal(claims.sub, demoConnection.technicalAccountId)
    assert.equal(claims.aud, `${imsHost}/c/${demoConnection.clientId}`)
    assert.ok(claims.exp >= start + 300 && claims.exp <= start + 310)
    const shown = await page.locator('.ims-result').innerText()
    for (const text of [claims.iss, claims.sub, claims.aud, 'ent_analytics_bulk_ingest_sdk'])
      assert.ok(shown.includes(text))

    await button(page, 'Get token').click()
    await button(page, 'Copy token').waitFor()
    const token = page.locator('.ims-result')
    assert.ok(await token.evaluate((element) => element === document.activeElement), 'the result has no focus')
    const box = await token.boundingBox()
    assert.ok(box && box.y >= 0 && box.y + box.height <= 900, 'the result is not in view')
    assert.equal(await token.locator('details').evaluate((/** @type {any} */ { open }) => open), false)
    const expires = new Date((await token.locator('time').first().getAttribute('datetime')) ?? '')
    assert.ok(expires.getTime() > Date.now() + 3_600_000, 'the token lasts for hours')
    assert.match(
      (await token.locator('time').first().textContent()) ?? '',
      /\d\xa0[AP]M\)$/,
      'a line can begin with PM',
    )

    assert.ok(
      bodies.some((body) => body.includes(demoConnection.clientSecret)),
      'nothing was posted',
    )
    const line = demoConnection.privateKey.split('\n')[1]
    assert.ok(!bodies.some((body) => body.includes(line)), 'the private key left the page')

    await field(page, 'name').fill('Another')
    await page.getByText('You changed the form after this.').waitFor()
  })

  journey('copies the whole JWT and the whole token', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await button(page, 'Fill in the demo connection').click()
    await button(page, 'Get token').click()
    await button(page, 'Copy token').click()
    await button(page, 'Copied').waitFor()
    assert.equal(await page.locator('ims-connection > div > [role=status]').textContent(), 'Copied')
    const token = await page.evaluate(() => navigator.clipboard.readText())
    assert.ok(token.length > 40 && !token.includes('•'))
    assert.ok(!(await page.content()).includes(token), 'the token is on the page')
    await page.getByText('Show the JWT and its claims').click()
    await button(page, 'Copy JWT').click()
    await page.waitForFunction((before) => navigator.clipboard.readText().then((now) => now !== before), token)
    const { jwt } = await readJwt(page, server.demoConnection.privateKey)
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), jwt)
  })

  journey('counts code points, without outer spaces, from 80 % of the limit', async (page) => {
    const count = (/** @type {string} */ name) => page.locator(`#ims-${name}-count`).textContent()
    await field(page, 'description').fill('🐌'.repeat(203))
    await field(page, 'name').fill(`  ${'n'.repeat(80)}  `)
    await field(page, 'name').press('Tab')
    assert.equal(await count('description'), '')
    assert.match((await count('name')) ?? '', /^80 of 100/)
    await field(page, 'description').fill('🐌'.repeat(255))
    assert.match((await count('description')) ?? '', /^255 /)
    assert.equal(await issues(page, 'description').locator('li').count(), 0)
    await field(page, 'description').fill('🐌'.repeat(256))
    await field(page, 'description').press('Tab')
    assert.match(await issues(page, 'description').innerText(), /256.*255/)
  })

  journey('reports a taken name and an unusable runtime environment', async (page) => {
    const context = await page.evaluate(() => fetch('api/context').then((response) => response.json()))
    const unusable = context.runtimeEnvironments.find(
      (/** @type {{ kind: string }} */ { kind }) => kind !== 'secure-agent',
    )
    await field(page, 'name').fill(` ${takenName.toUpperCase()}`)
    await field(page, 'name').press('Tab')
    assert.ok((await issues(page, 'name').locator('.ims-error').innerText()).includes(takenName))
    await field(page, 'runtimeEnvironment').selectOption(unusable.name)
    const refusal = issues(page, 'runtimeEnvironment').locator('.ims-error')
    assert.ok(await refusal.isVisible())
    assert.ok((await refusal.innerText()).includes(unusable.name))
  })

  journey(
    'shows why IMS refused the request, and keeps the form',
    async (page) => {
      await button(page, 'Fill in the demo connection').click()
      const wrong = `s8e-${'w'.repeat(32)}`
      await field(page, 'clientSecret').fill(wrong)
      await button(page, 'Get token').click()
      const refusal = page.locator('.ims-refusal')
      await refusal.waitFor()
      await refusal.getByText('Details for support').click()
      assert.match(await refusal.innerText(), /invalid_client.*401.*Debug ID/s)
      assert.equal(await field(page, 'clientSecret').inputValue(), wrong)
      assert.equal(await page.getByText(wrong).count(), 0)
      await issues(page, 'clientSecret').locator('.ims-error').waitFor()
      await refusal.getByRole('link', { name: 'Client Secret' }).click()
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.insertText(server.demoConnection.clientSecret)
      assert.equal(await issues(page, 'clientSecret').locator('.ims-error').count(), 0)
      await button(page, 'Get token').click()
      await button(page, 'Copy token').waitFor()
    },
    { tolerate: /status of 502/ },
  )

  journey('puts no secret into the address, the title, storage or the markup', async (page) => {
    await button(page, 'Fill in the demo connection').click()
    await button(page, 'Get token').click()
    await button(page, 'Copy token').waitFor()
    const { clientSecret, privateKey } = server.demoConnection
    const places = await page.evaluate(() =>
      [
        location.href,
        document.title,
        document.cookie,
        JSON.stringify({ ...localStorage }),
        JSON.stringify({ ...sessionStorage }),
      ].join('\n'),
    )
    const markup = await page.content()
    for (const secret of [clientSecret, privateKey.split('\n')[1]]) assert.ok(!(places + markup).includes(secret))
    assert.equal(await field(page, 'clientSecret').getAttribute('type'), 'password')
    await page.getByRole('button', { name: 'Show Client Secret' }).click()
    assert.equal(await field(page, 'clientSecret').getAttribute('type'), 'text')
  })

  journey(
    'cuts nothing off on a phone, and clicks reach their buttons while issues appear',
    async (page) => {
      await page.locator('#ims-grant-jwt').check()
      await field(page, 'organizationId').fill('ACME')
      await button(page, 'Sign only').click() // also leaves a field, whose issue then moves the button
      await summary(page).waitFor()
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok((await overflow()) <= 0)
      await button(page, 'Fill in the demo connection').click()
      await button(page, 'Discard changes').click() // discards “ACME”
      await button(page, 'Get token').click()
      await button(page, 'Copy token').waitFor()
      assert.ok((await overflow()) <= 0)
      const small = await page
        .locator('button, input:not([type=radio], [type=checkbox]), select, textarea, .ims-choice, .check')
        .filter({ visible: true })
        .evaluateAll((elements) =>
          elements.filter((element) => element.getBoundingClientRect().height < 44).map((element) => element.outerHTML),
        )
      assert.deepEqual(small, [], 'targets below 44 px')
    },
    { viewport: { width: 390, height: 844 } },
  )

  test('keeps everything and offers to try again if the host is down', { timeout: 60_000 }, async () => {
    const key = 'a-key-that-both-servers-have'
    const { port } = new URL(await findClosedOrigin())
    const first = await startServer({ sandbox: true, port: Number(port), logger, key })
    const { page, troubles, close } = await openPage(browser, viewOf(first.url, '#/new'), {
      tolerate: /ERR_CONNECTION_REFUSED/,
    })
    /** @type {typeof first | undefined} */
    let second
    try {
      await button(page, 'Fill in the demo connection').click()
      await first.close()
      await button(page, 'Get token').click()
      await page.locator('.ims-refusal').getByText('can’t be reached').waitFor()
      assert.equal(await field(page, 'privateKey').inputValue(), first.demoConnection?.privateKey)
      assert.equal(await field(page, 'name').inputValue(), first.demoConnection?.name)

      second = await startServer({ sandbox: true, port: Number(new URL(first.url).port), logger, key })
      assert.equal(new URL(second.url).origin, new URL(first.url).origin)
      await fillIn(page, /** @type {Record<string, string>} */ (second.demoConnection))
      await button(page, 'Try again').click()
      await button(page, 'Copy token').waitFor()
      assert.deepEqual(troubles, [])
    } finally {
      await close()
      await second?.close()
    }
  })

  test('says that the context is missing, and still validates and signs', { timeout: 60_000 }, async () => {
    const tolerate = /ERR_FAILED/ // the request that this test aborts
    const { page, troubles, close } = await openPage(browser, viewOf(server.url, '#/new'), { tolerate })
    try {
      await page.route('**/api/context', (route) => route.abort())
      await page.reload()
      await page.getByText('The server did not send the existing names').waitFor()
      await fillIn(page, server.demoConnection)
      await button(page, 'Sign only').click()
      await page.getByText('The private key did not leave it.').waitFor()
      await readJwt(page, server.demoConnection.privateKey)
      assert.deepEqual(troubles, [])
    } finally {
      await close()
    }
  })
})
