// How the form helps with mistakes: fix buttons, a choice of credentials, expired tokens, and secrets in the wrong field.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { startServer } from '../../js/cli/serve.js'
import { makeKey } from '../support/keys.js'
import { launch, openPage, testPage } from './browser.js'
import { viewOf } from './served.js'

/** @typedef {import('playwright-core').Page} Page */

const logger = { info() {}, warn() {} }
const id = '0123456789abcdef0123456789abcdef'
const secret = 'p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123'
const organization = '0123456789ABCDEF01234567@AdobeOrg'
const account = 'FEDCBA9876543210FEDCBA98@techacct.adobe.com'

const field = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator(`#ims-${name}`)
const button = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('button', { name, exact: true })
const choose = (/** @type {Page} */ page, /** @type {Record<string, string | object>} */ files) =>
  page.locator('#ims-files').setInputFiles(
    Object.entries(files).map(([name, content]) => ({
      ...{ name, mimeType: '' },
      buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
    })),
  )

describe('help', () => {
  /** @type {import('playwright-core').Browser} */
  let browser
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server
  /** @type {string} */
  let folder
  /** @type {string} */
  let file
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imskit-'))
    file = join(folder, 'connections.json')
    await writeFile(file, '[]')
    server = await startServer({ file, sandbox: true, port: 0, rateLimit: false, logger })
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
  const on = (title, steps, options) =>
    testPage(title, () => openPage(browser, viewOf(server.url, '#/new'), options), steps)

  on('shows each command of a hint on its own, and says once that a key was rebuilt', async (page) => {
    await page.locator('#ims-grant-jwt').check()
    await field(page, 'privateKey').fill(makeKey().privateKey.trim().split('\n').slice(0, -3).join('\n'))
    await field(page, 'privateKey').blur()
    const commands = page.locator('#ims-privateKey-issues .ims-command code')
    await commands.nth(1).waitFor()
    assert.match((await commands.first().textContent()) ?? '', /^openssl pkey /)
    assert.match((await commands.last().textContent()) ?? '', /^openssl x509 /)
    assert.equal(await page.locator('[data-field=privateKey]').getByText('was rebuilt').count(), 1)
  })

  on('gives no hints for the addresses that the sandbox replaces', async (page) => {
    await page.locator('#ims-grant-jwt').check()
    await page.getByText('Advanced').click()
    await page.getByText('whatever is entered here').waitFor()
    for (const name of ['imsHost', 'imsExchange']) assert.ok(await page.locator(`#ims-${name}-hint`).isHidden(), name)
  })

  /** @type {[title: string, given: Record<string, string>, fixed: Record<string, string>][]} */
  const fixes = [
    ['Add @AdobeOrg', { organizationId: organization.split('@')[0] ?? '' }, { organizationId: organization }],
    ['Remove the quotes', { organizationId: `"${organization}"` }, { organizationId: organization }],
    ['Remove the label', { clientId: `Client ID: ${id}` }, { clientId: id }],
    ['Move it to Client Secret', { clientId: secret }, { clientId: '', clientSecret: secret }],
    [
      'Swap Client ID and Client Secret',
      { clientId: secret, clientSecret: id },
      { clientId: id, clientSecret: secret },
    ],
    [
      'Swap Technical Account ID and Organization ID',
      { technicalAccountId: organization, organizationId: account },
      { technicalAccountId: account, organizationId: organization },
    ],
    [
      'Keep only the host',
      { imsHost: 'https://ims-na1.adobelogin.com/ims' },
      { imsHost: 'https://ims-na1.adobelogin.com' },
    ],
  ]
  for (const [title, given, fixed] of fixes) {
    on(`has a working button “${title}”`, async (page) => {
      await page.locator('#ims-grant-jwt').check()
      if (given.imsHost) await page.getByText('Advanced').click()
      for (const [name, value] of Object.entries(given)) {
        await field(page, name).fill(value)
        await field(page, name).press('Tab')
      }
      await button(page, title).click()
      for (const [name, value] of Object.entries(fixed)) assert.equal(await field(page, name).inputValue(), value, name)
      const left = await page.locator('[id$=-issues] li').allInnerTexts()
      // Moving a value leaves a field that is now empty.
      assert.ok(
        left.every((text) => text.includes('is missing') && Object.values(fixed).includes('')),
        `${left}`,
      )
      assert.equal(await button(page, title).count(), 0)
      const focused = await page.evaluate(() => document.activeElement?.id)
      assert.equal(focused, `ims-${Object.keys(given)[0]}`)
      assert.match((await page.locator('ims-connection > div > [role=status]').textContent()) ?? '', / was changed\.$/)
    })
  }

  on('lists the error that a field has now, once', async (page) => {
    await page.locator('#ims-grant-jwt').check()
    await field(page, 'privateKey').fill(secret)
    await button(page, 'Get token').click()
    const listed = page.locator('.ims-summary').getByText('Private Key contains a client secret')
    await listed.waitFor()
    assert.equal(await page.locator('#ims-privateKey-issues li').count(), 1)
    await field(page, 'privateKey').fill('-----BEGIN CERTIFICATE-----')
    await listed.waitFor({ state: 'detached' })
    await page.locator('.ims-summary').getByText('This is a certificate').waitFor()
  })

  on('does not save a client secret in Client ID, but offers to move it', async (page, { bodies }) => {
    await page.locator('#ims-grant-client_credentials').check()
    await field(page, 'name').fill('Careful')
    await field(page, 'clientId').fill(secret)
    await button(page, 'Save').click()
    await page.locator('#notice .bad').getByText('Not saved. Client ID contains a client secret').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'ims-clientId')
    assert.equal(await readFile(file, 'utf8'), '[]')
    assert.ok(!bodies.some((body) => body.includes(secret)), 'the secret was sent')
    await button(page, 'Move it to Client Secret').click()
    assert.equal(await page.locator('#notice').innerText(), '')
    await field(page, 'clientId').fill(id)
    await button(page, 'Save').click()
    await page.locator('#notice').getByText('Saved Careful').waitFor()
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), [{ name: 'Careful', clientId: id }])
    await writeFile(file, '[]')
  })

  on('offers a choice if a file has several credentials', async (page) => {
    const credential = (/** @type {string} */ name, /** @type {string} */ digit) => ({
      ...{ id: digit, name, integration_type: 'service' },
      jwt: {
        ...{ client_id: digit.repeat(32), client_secret: `p8e-${digit.repeat(32)}`, meta_scopes: ['ent_user_sdk'] },
        technical_account_id: `${digit.repeat(24)}@techacct.adobe.com`,
      },
    })
    const credentials = [credential('Nightly job', '1'), credential('Reports', '2')]
    await choose(page, {
      'project.json': { project: { org: { ims_org_id: organization }, workspace: { details: { credentials } } } },
    })
    const choice = page.getByRole('combobox', { name: 'Credential in this file' })
    await choice.waitFor()
    assert.equal(await page.getByText('This file has 2 credentials.').count(), 1)
    assert.equal(await field(page, 'clientId').inputValue(), '1'.repeat(32))
    const labels = await choice.locator('option').allInnerTexts()
    assert.equal(labels.length, 2)
    assert.ok(labels[1]?.includes('Reports'), `${labels}`)
    await choice.selectOption({ index: 1 })
    assert.equal(await field(page, 'clientId').inputValue(), '2'.repeat(32))
    assert.equal(await field(page, 'technicalAccountId').inputValue(), `${'2'.repeat(24)}@techacct.adobe.com`)
    await button(page, 'Undo').click()
    assert.equal(await choice.count(), 0)
    assert.equal(await field(page, 'clientId').count(), 1)
  })

  on('says that an access token has expired', async (page) => {
    await page.clock.install()
    await page.reload()
    await button(page, 'Fill in the demo connection').click()
    await button(page, 'Get token').click()
    await button(page, 'Copy token').waitFor()
    assert.equal(await page.locator('.ims-result .ims-good').count(), 1)
    await page.clock.fastForward('25:00:00')
    await page.getByText('This token has expired. Get a new one.').waitFor()
    assert.equal(await page.locator('.ims-result .ims-good').count(), 0)
    assert.equal(await button(page, 'Copy token').count(), 0)
  })

  on('compares the key with a chosen certificate instead of showing an openssl command', async (page) => {
    const [mine, other] = [makeKey(), makeKey()]
    await choose(page, { 'private.key': mine.privateKey, 'certificate_pub.crt': mine.certificate })
    await page.locator('#ims-privateKey-note').getByText('The certificate belongs to this key').waitFor()
    assert.equal(
      await page
        .locator('ims-connection')
        .getByText(/openssl /)
        .count(),
      0,
    )
    await choose(page, { 'private.key': other.privateKey, 'certificate_pub.crt': mine.certificate })
    const issue = page.locator('#ims-privateKey-issues li').first()
    await issue.getByText('certificate').first().waitFor()
    assert.equal(
      await page
        .locator('ims-connection')
        .getByText(/openssl /)
        .count(),
      0,
    )
  })

  on(
    'says that the sandbox refused a credential because it does not know it',
    async (page) => {
      await choose(page, {
        'oauth.json': {
          ...{ ORG_ID: organization, CLIENT_SECRETS: [secret], CLIENT_ID: id, SCOPES: ['openid'] },
          TECHNICAL_ACCOUNT_ID: account,
        },
      })
      await button(page, 'Get token').click()
      const refusal = page.locator('.ims-refusal')
      await refusal.waitFor()
      const text = await refusal.innerText()
      assert.doesNotMatch(text, /127\.0\.0\.1 only|only 127/)
      assert.match(text, /sandbox/i)
    },
    { tolerate: /status of 502/ },
  )

  on(
    'says once what IMS rejected: at the field, to which the result points',
    async (page) => {
      await button(page, 'Fill in the demo connection').click()
      await field(page, 'clientSecret').fill(secret)
      await button(page, 'Get token').click()
      const result = page.locator('.ims-refusal')
      await result.waitFor()
      await page.locator('#ims-clientSecret-issues').getByText('invalid client_secret').waitFor()
      assert.equal(await result.getByText('invalid client_secret').filter({ visible: true }).count(), 0)
      assert.match(await result.innerText(), /Check this field: Client Secret/)
      await result.getByRole('link', { name: 'Client Secret' }).click()
      assert.ok(await field(page, 'clientSecret').evaluate((element) => element === document.activeElement))
    },
    { tolerate: /status of 502/ },
  )

  on('marks no field as missing that another grant brings, until it is needed', async (page) => {
    await page.locator('#ims-grant-client_credentials').check()
    await field(page, 'organizationId').fill('ACME')
    await button(page, 'Get token').click()
    await page.locator('.ims-summary').waitFor()
    await page.locator('#ims-grant-jwt').check()
    assert.deepEqual(await page.locator('[aria-invalid=true]').evaluateAll((all) => all.map(({ id }) => id)), [
      'ims-organizationId',
    ])
    await button(page, 'Get token').click()
    assert.equal(await field(page, 'privateKey').getAttribute('aria-invalid'), 'true')
    await page.locator('#ims-grant-client_credentials').check()
    assert.equal(await field(page, 'clientSecret').getAttribute('aria-invalid'), 'false')
  })

  on('names the field of each problem in the summary', async (page) => {
    await page.locator('#ims-grant-jwt').check()
    await field(page, 'privateKey').fill('-----BEGIN CERTIFICATE-----')
    await button(page, 'Get token').click()
    await page.locator('.ims-summary').getByRole('link', { name: 'Private Key: This is a certificate' }).waitFor()
  })
})
