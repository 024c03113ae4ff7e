// Files that are chosen, dropped or pasted on the form, right and wrong ones.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { startServer } from '../../js/cli/serve.js'
import { makeKey, openssl } from '../support/keys.js'
import { makeZip, zeros } from '../support/zips.js'
import { launch, openPage, testPage } from './browser.js'
import { viewOf } from './served.js'

/** @typedef {import('playwright-core').Page} Page */

const logger = { info() {}, warn() {} }
const key = makeKey()
const certificateFile = join(key.folder, 'certificate_pub.crt')
const subject = ['-subj', '/CN=test', '-days', '30', '-out', certificateFile]
openssl(['req', '-x509', '-key', key.privateKeyFile, ...subject])
const sha1 = openssl(['x509', '-noout', '-fingerprint', '-sha1', '-in', certificateFile])
  .toString()
  .replace(/^.*=|:|\s/g, '')
const files = {
  privateKey: Buffer.from(key.privateKey),
  certificate: readFileSync(certificateFile),
  console: Buffer.from(
    JSON.stringify({
      CLIENT_SECRET: `p8e-${'s'.repeat(32)}`,
      ORG_ID: `${'A'.repeat(24)}@AdobeOrg`,
      API_KEY: 'c'.repeat(32),
      TECHNICAL_ACCOUNT_ID: `${'B'.repeat(24)}@techacct.adobe.com`,
      PUBLIC_KEYS_WITH_EXPIRY: { [sha1.toLowerCase()]: '12/31/2099' },
    }),
  ),
  oauth: Buffer.from(
    JSON.stringify({
      ORG_ID: `${'A'.repeat(24)}@AdobeOrg`,
      CLIENT_SECRETS: [`p8e-${'s'.repeat(32)}`],
      CLIENT_ID: 'c'.repeat(32),
      SCOPES: ['openid'],
      TECHNICAL_ACCOUNT_ID: `${'B'.repeat(24)}@techacct.adobe.com`,
    }),
  ),
}
const config = makeZip([
  { name: 'config/certificate_pub.crt', content: files.certificate },
  { name: 'config/private.key', content: files.privateKey },
])

const field = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator(`#ims-${name}`)
const said = (/** @type {Page} */ page) => page.locator('.ims-files')

/** @param {Page} page @param {Record<string, Uint8Array>} files by name */
const choose = (page, files) =>
  page
    .locator('#ims-files')
    .setInputFiles(Object.entries(files).map(([name, bytes]) => ({ name, mimeType: '', buffer: Buffer.from(bytes) })))

describe('files on the form', () => {
  /** @type {import('playwright-core').Browser} */
  let browser
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server
  before(async () => {
    server = await startServer({ sandbox: true, port: 0, logger })
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
    await server?.close()
  })

  /** @param {string} title @param {(page: Page) => Promise<void>} steps */
  const journey = (title, steps) => testPage(title, () => openPage(browser, viewOf(server.url, '#/new')), steps)

  journey('fills in the credential from config.zip and the JSON of the Developer Console', async (page) => {
    await choose(page, { 'config.zip': config, 'console.json': files.console })
    await said(page).getByText('config.zip › config/private.key').waitFor()
    assert.equal(await field(page, 'privateKey').inputValue(), key.privateKey)
    assert.equal(await field(page, 'clientId').inputValue(), 'c'.repeat(32))
    assert.equal(await field(page, 'organizationId').inputValue(), `${'A'.repeat(24)}@AdobeOrg`)
    await page.getByText('The certificate belongs to this key').waitFor()
    assert.equal(await page.locator('#ims-privateKey-issues li').count(), 0)
    assert.ok(!(await said(page).innerText()).includes('not in this file'), 'the zip had what the JSON lacks')
    await field(page, 'name').fill('From files')
    await field(page, 'runtimeEnvironment').selectOption('Demo Secure Agent')
    await page.getByRole('button', { name: 'Sign only' }).click()
    await page.getByText('The private key did not leave it.').waitFor()
  })

  journey('reports a key that does not belong to the certificate', async (page) => {
    await choose(page, { 'private.key': Buffer.from(makeKey().privateKey), 'certificate_pub.crt': files.certificate })
    await page.locator('#ims-privateKey-issues .ims-error').waitFor()
  })

  journey('answers the question about the grant from an OAuth Server-to-Server credential', async (page) => {
    await choose(page, { 'oauth.json': files.oauth })
    await page.locator('#ims-grant-client_credentials:checked').waitFor()
    assert.equal(await field(page, 'privateKey').isVisible(), false)
    assert.equal(await page.getByRole('button', { name: 'Sign only' }).isVisible(), false)
    await page.getByText('Your file answered this question.').waitFor()
  })

  journey('takes a dropped file, and a credential file pasted into any field', async (page) => {
    await page.evaluate((text) => {
      const data = new DataTransfer()
      data.items.add(new File([text], 'private.key'))
      const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
      document.querySelector('#ims-name')?.dispatchEvent(drop)
      if (!drop.defaultPrevented) throw new Error('the browser would open the file')
    }, key.privateKey)
    await said(page).getByText('Filled in from private.key').waitFor()
    await page.evaluate((text) => {
      const data = new DataTransfer()
      data.setData('text/plain', text)
      const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      document.querySelector('#ims-description')?.dispatchEvent(paste)
    }, files.console.toString())
    await said(page).getByText('Filled in from the text you pasted').waitFor()
    assert.equal(await field(page, 'clientId').inputValue(), 'c'.repeat(32))
    assert.equal(await field(page, 'description').inputValue(), '')
    assert.equal(await field(page, 'privateKey').inputValue(), key.privateKey, 'what was there before is kept')
  })

  journey('says what a config.zip lacks, and gets a token once another file has it', async (page) => {
    await choose(page, { 'private.key': files.privateKey })
    const needed = said(page).getByText('Still needed: ')
    assert.equal(
      await needed.innerText(),
      'Still needed: Client ID, Client Secret, Technical Account ID, Organization ID. Add another file, or fill in the form.',
    )
    await needed.getByRole('link', { name: 'Client Secret' }).click()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'ims-clientSecret')
    await choose(page, { 'console.json': files.console })
    await said(page)
      .getByText('Filled in from console.json: Client ID, Client Secret, Technical Account ID, Organization ID.')
      .waitFor()
    await said(page).getByRole('button', { name: 'Get token now' }).waitFor()
    await field(page, 'clientId').fill('')
    await said(page).getByText('Still needed: Client ID.').waitFor()
  })

  journey('takes what is pasted outside of the fields as a file, wherever the focus is', async (page) => {
    const paste = (/** @type {string} */ target, /** @type {string} */ text) =>
      page.evaluate(
        ([target = '', text = '']) => {
          const data = new DataTransfer()
          data.setData('text/plain', text)
          const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
          document.querySelector(target)?.dispatchEvent(paste)
        },
        [target, text],
      )
    for (const target of ['body', '.ims-files h2', '#ims-grant-jwt']) {
      await paste(target, key.privateKey)
      await said(page).getByText('Filled in from the text you pasted: Private Key').waitFor()
      assert.equal(await field(page, 'privateKey').inputValue(), key.privateKey)
      await said(page).getByRole('button', { name: 'Undo' }).click()
      assert.equal(await field(page, 'privateKey').inputValue(), '')
    }
    await paste('body', 'hello')
    await said(page).getByText('the text you pasted was not used.').waitFor()
  })

  journey('restores typed values with Undo', async (page) => {
    await page.locator('#ims-grant-client_credentials').check()
    await field(page, 'clientId').fill('typed')
    await choose(page, { 'console.json': files.console, 'private.key': files.privateKey })
    await page.locator('#ims-grant-jwt:checked').waitFor()
    assert.equal(await field(page, 'clientId').inputValue(), 'c'.repeat(32))
    await said(page).getByRole('button', { name: 'Undo' }).click()
    assert.equal(await field(page, 'clientId').inputValue(), 'typed')
    await page.locator('#ims-grant-client_credentials:checked').waitFor()
    assert.equal(await said(page).getByRole('button', { name: 'Undo' }).count(), 0)
  })

  journey('explains at Private Key what it did with JSON pasted there', async (page) => {
    await page.locator('#ims-grant-jwt').check()
    const paste = (/** @type {string} */ text) =>
      field(page, 'privateKey').evaluate((element, text) => {
        const data = new DataTransfer()
        data.setData('text/plain', text)
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      }, text)
    await paste(files.console.toString())
    await page.locator('#ims-privateKey-note').getByText('This was a credential file').waitFor()
    assert.equal(await field(page, 'clientId').inputValue(), 'c'.repeat(32))
    assert.equal(await field(page, 'privateKey').inputValue(), '')
    await paste('{"name":"x"}')
    await page.locator('#ims-privateKey-issues .ims-error').waitFor()
    assert.equal(await field(page, 'privateKey').inputValue(), '{"name":"x"}')
  })

  journey('asks for the passphrase of an encrypted key, and reports it once, at its field', async (page) => {
    await page.locator('#ims-grant-jwt').check()
    assert.equal(await field(page, 'passphrase').count(), 0)
    const encrypted = openssl(['pkcs8', '-topk8', '-in', key.privateKeyFile, '-passout', 'pass:right']).toString()
    await field(page, 'privateKey').fill(encrypted)
    await field(page, 'privateKey').press('Tab')
    await field(page, 'passphrase').fill('wrong')
    await field(page, 'passphrase').press('Tab')
    await page.locator('#ims-passphrase-issues .ims-error').waitFor()
    assert.equal(await page.locator('[id$=-issues] .ims-error').count(), 1)
    await field(page, 'passphrase').fill('')
    await field(page, 'passphrase').press('Tab')
    assert.equal(await page.locator('#ims-passphrase-issues .ims-error').count(), 1)
    assert.equal(await page.locator('#ims-privateKey-issues .ims-error').count(), 0)
    await field(page, 'passphrase').fill('right')
    assert.equal(await page.locator('[id$=-issues] .ims-error').count(), 0)
  })

  journey('shows a command on a separate line, with a button that copies it', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.locator('#ims-grant-jwt').check()
    const ec = openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout']).toString()
    await field(page, 'privateKey').fill(ec)
    await field(page, 'privateKey').press('Tab')
    const command = page.locator('#ims-privateKey-issues .ims-command')
    await command.getByRole('button', { name: 'Copy command' }).click()
    await command.getByRole('button', { name: 'Copied' }).waitFor()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    assert.match(text, /^openssl req .*certificate_pub\.crt$/)
    assert.equal(await command.locator('code').innerText(), text)
  })

  journey('lists the repairs of a pasted key', async (page) => {
    await page.locator('#ims-grant-jwt').check()
    await field(page, 'privateKey').fill(`\ufeff'${key.privateKey.trim().replaceAll('\n', '\\n')}'`)
    await field(page, 'privateKey').press('Tab')
    const note = page.locator('#ims-privateKey-note')
    await note.getByText('RSA, 2048 bits, PKCS#8').waitFor()
    assert.match(await note.innerText(), /byte order mark[\s\S]*Quotes[\s\S]*Line endings/)
  })

  const wrong = {
    'a 5 MB file': { name: 'big.json', bytes: Buffer.alloc(5 << 20, '{'), says: /larger than 1024 KB/ },
    'a zip bomb': {
      name: 'bomb.zip',
      bytes: makeZip([{ name: 'private.key', packed: zeros(64), size: 64 << 20 }]),
      says: /unpacks to more/,
    },
    'a zip with another zip': {
      name: 'outer.zip',
      bytes: makeZip([{ name: 'i.zip', content: config }]),
      says: /inside a zip/,
    },
    'a PNG named private.key': {
      name: 'private.key',
      bytes: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      says: /a picture \(PNG\)/,
    },
    'a JSON of another product': {
      name: 'package.json',
      bytes: Buffer.from('{"name":"x"}'),
      says: /Developer Console/,
    },
  }
  for (const [title, { name, bytes, says }] of Object.entries(wrong)) {
    journey(`says why it did not use ${title}, and keeps the form`, async (page) => {
      await choose(page, { 'private.key': files.privateKey, 'console.json': files.console })
      await said(page).getByText('Filled in from private.key').waitFor()
      await choose(page, { [name]: bytes })
      await said(page).locator('.ims-error').waitFor()
      const text = await said(page).locator('.ims-error').innerText()
      assert.match(text, says)
      assert.ok(text.startsWith(name) && text.includes(' was not used. '), text)
      assert.equal(await field(page, 'privateKey').inputValue(), key.privateKey)
      assert.equal(await field(page, 'clientId').inputValue(), 'c'.repeat(32))
    })
  }
})
