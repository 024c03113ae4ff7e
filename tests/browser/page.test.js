// The list of connections around the form, in Chromium, on a real file by the real host.
// Builds nothing: `npm run build` comes first.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { startServer } from '../../js/cli/serve.js'
import { connection } from '../support/connection.js'
import { serveApp } from '../support/servers.js'
import { launch, openPage, testPage } from './browser.js'

/** @typedef {import('playwright-core').Page} Page */

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const secretLine = privateKey.split('\n')[1] ?? ''
const { clientSecret = '', ...open } = connection({})
const logger = { info() {}, warn() {} }

const field = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator(`#ims-${name}`)
const button = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('button', { name, exact: true })
const link = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('link', { name, exact: true })
const title = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.getByRole('heading', { name, exact: true }).waitFor()
const notice = (/** @type {Page} */ page, /** @type {string} */ text) =>
  page.locator('#notice').getByText(text).waitFor()
const rows = (/** @type {Page} */ page) => page.locator('#list li strong').allInnerTexts()
const hasFocus = (/** @type {import('playwright-core').Locator} */ locator) =>
  locator.evaluate((element) => element === document.activeElement)

/** Of every server here, so that a page goes on after a restart. */
const consoleKey = 'a-key-that-all-consoles-of-this-file-have'

describe('the page', () => {
  /** @type {import('playwright-core').Browser} */
  let browser
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server
  /** @type {string} */
  let folder
  /** @type {string} */
  let file
  const start = (/** @type {Parameters<typeof startServer>[0]} */ options) =>
    startServer({ file, port: 0, sandbox: true, rateLimit: false, logger, key: consoleKey, ...options })
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imskit-'))
    file = join(folder, 'connections.json')
    await write([])
    server = await start({})
    browser = await launch()
  })
  beforeEach(() =>
    write([{ ...open, name: 'First' }, { ...open, clientSecret, privateKey, name: 'Second' }, { name: 'Third' }]),
  )
  after(async () => {
    await browser?.close()
    await server?.close()
    await rm(folder, { recursive: true, force: true })
  })
  const write = (/** @type {unknown} */ content) => writeFile(file, JSON.stringify(content))
  const read = async () => JSON.parse(await readFile(file, 'utf8'))

  /**
   * @param {string} title @param {(page: Page, opened: Awaited<ReturnType<typeof openPage>>) => Promise<void>} steps
   * @param {Parameters<typeof openPage>[2]} [options]
   */
  const journey = (title, steps, options) => testPage(title, () => openPage(browser, server.url, options), steps)

  async function fill(/** @type {Page} */ page, /** @type {Record<string, string>} */ values) {
    for (const [name, value] of Object.entries(values)) await field(page, name).fill(value)
  }

  journey('lists name, type, environment, secrets and state', async (page) => {
    assert.deepEqual(await rows(page), ['First', 'Second', 'Third'])
    const [first = '', second = '', third = ''] = await page.locator('#list li').allInnerTexts()
    assert.match(first, /Adobe Analytics Mass Ingestion · Agent\s+No secrets in the file/)
    assert.match(second, /Client Secret, Private Key in the file/)
    assert.match(second, /! 1 warning\s.*Agent/)
    assert.match(third, /✗ \d errors\s.*Runtime Environment is missing/)
    await page.getByRole('heading', { name: 'Connections (3)' }).waitFor()
    await page.getByText('In connections.json.').waitFor()
  })

  journey('adds a connection; its secrets are neither sent nor written', async (page, { bodies }) => {
    await link(page, 'Add connection').click()
    await fill(page, { name: 'Fourth', clientId: String(open.clientId), clientSecret, privateKey })
    await button(page, 'Save').click()
    await notice(page, 'Saved Fourth to connections.json, without secrets.')
    assert.deepEqual(await rows(page), ['First', 'Second', 'Third', 'Fourth'])
    assert.deepEqual((await read())[3], { name: 'Fourth', clientId: open.clientId })
    assert.ok(!bodies.some((body) => body.includes(secretLine) || body.includes(clientSecret)), 'a secret was sent')
    assert.equal(await field(page, 'privateKey').inputValue(), privateKey.replaceAll('\r', ''))
    assert.equal(await page.evaluate(() => location.hash), '#edit/Fourth')
    await title(page, 'Edit Fourth')
    assert.match(await page.locator('li[aria-current]').innerText(), /^Fourth/)
  })

  journey('writes the secrets where asked to, and keeps what it has then', async (page) => {
    await fill(page, { name: 'Fourth', clientSecret, privateKey })
    const keep = page.getByRole('checkbox', { name: /Also write the client secret/ })
    assert.ok(!(await keep.isChecked()))
    await keep.check()
    await button(page, 'Save').click()
    await notice(page, 'Saved Fourth to connections.json.')
    assert.deepEqual((await read())[3], { name: 'Fourth', clientSecret, privateKey })
    assert.ok(!(await keep.isChecked()), 'each time is a decision of its own')

    await link(page, 'Edit First').click()
    await title(page, 'Edit First')
    await link(page, 'Edit Fourth').click()
    await title(page, 'Edit Fourth')
    assert.equal(await field(page, 'privateKey').inputValue(), '')
    assert.match((await field(page, 'privateKey').getAttribute('placeholder')) ?? '', /Kept by the host/)
    await field(page, 'description').fill('later')
    await button(page, 'Save').click()
    await notice(page, 'Saved Fourth')
    assert.deepEqual((await read())[3], { name: 'Fourth', clientSecret, privateKey, description: 'later' })
  })

  journey('edits and renames; the address follows, and the way back works', async (page) => {
    await link(page, 'Edit First').click()
    await title(page, 'Edit First')
    assert.ok(await hasFocus(page.locator('#title')))
    await field(page, 'name').fill('First & last'.replace('&', '+'))
    await button(page, 'Save').click()
    await notice(page, 'Saved First + last')
    assert.deepEqual(await rows(page), ['First + last', 'Second', 'Third'])
    assert.equal((await read())[0].name, 'First + last')
    await link(page, 'Edit Second').click()
    await title(page, 'Edit Second')
    await page.goBack()
    await title(page, 'Edit First + last')
    await page.reload()
    await title(page, 'Edit First + last')
    assert.equal(await field(page, 'name').inputValue(), 'First + last')
  })

  journey('duplicates under a free name, and saves as new', async (page) => {
    await link(page, 'Duplicate Second').click()
    await title(page, 'Copy of Second')
    assert.equal(await field(page, 'name').inputValue(), 'Second 2')
    assert.equal(await field(page, 'clientId').inputValue(), open.clientId)
    await button(page, 'Save').click()
    await notice(page, 'Saved Second 2')
    await field(page, 'name').fill('Second 3')
    await button(page, 'Save as new').click()
    await notice(page, 'Saved Second 3')
    assert.deepEqual(await rows(page), ['First', 'Second', 'Third', 'Second 2', 'Second 3'])
    const { clientSecret: _, ...copy } = { ...open, name: 'Second 3' }
    assert.deepEqual((await read())[4], copy)
  })

  journey('deletes at once, and brings back with its secrets', async (page) => {
    const before = await read()
    await link(page, 'Edit Third').click()
    await title(page, 'Edit Third')
    await button(page, 'Delete Second').click()
    await notice(page, 'Deleted Second.')
    assert.deepEqual(await rows(page), ['First', 'Third'])
    assert.deepEqual(await read(), [before[0], before[2]])
    assert.match(await page.locator('li[aria-current]').innerText(), /^Third/)
    assert.ok(await hasFocus(button(page, 'Undo')))
    await page.keyboard.press('Enter')
    await notice(page, 'Second is back.')
    assert.deepEqual(await read(), before)
    assert.ok(await hasFocus(link(page, 'Edit Second')))
    await field(page, 'description').fill('still the third')
    await button(page, 'Save').click()
    await notice(page, 'Saved Third')
    assert.equal((await read())[2].description, 'still the third')
  })

  journey('deletes what is being edited, and starts anew', async (page) => {
    await link(page, 'Edit First').click()
    await title(page, 'Edit First')
    await button(page, 'Delete First').click()
    await title(page, 'New connection')
    assert.equal(await field(page, 'name').inputValue(), '')
    assert.deepEqual(await rows(page), ['Second', 'Third'])
  })

  journey(
    'does not save a name that is taken, and leads to it',
    async (page) => {
      await link(page, 'Edit First').click()
      await title(page, 'Edit First')
      await field(page, 'name').fill(' SECOND')
      await button(page, 'Save').click()
      await notice(page, 'Not saved. Another connection is already called “Second”.')
      assert.ok(await hasFocus(field(page, 'name')))
      await page.locator('#ims-name-issues').getByText('Second').waitFor()
      assert.equal((await read())[0].name, 'First')
      await field(page, 'name').fill('FIRST')
      assert.equal(await page.locator('#notice').innerText(), '')
      await button(page, 'Save').click()
      await notice(page, 'Saved FIRST')
    },
    { tolerate: /status of 400/ },
  )

  journey('asks before unsaved changes are lost', async (page) => {
    await link(page, 'Edit First').click()
    await title(page, 'Edit First')
    await field(page, 'description').fill('precious')
    await link(page, 'Edit Second').click()
    const question = page.getByRole('dialog', { name: 'Discard what is not saved?' })
    await question.waitFor()
    assert.ok(await hasFocus(button(page, 'Keep editing')))
    await page.keyboard.press('Escape')
    await question.waitFor({ state: 'hidden' })
    assert.equal(await page.evaluate(() => location.hash), '#edit/First')
    assert.equal(await field(page, 'description').inputValue(), 'precious')
    await link(page, 'Add connection').click()
    await button(page, 'Discard changes').click()
    await title(page, 'New connection')
    assert.equal(await field(page, 'description').inputValue(), '')
    const leaving = page.waitForEvent('dialog')
    await field(page, 'privateKey').fill(privateKey)
    const closing = page.close({ runBeforeUnload: true })
    const dialog = await leaving
    assert.equal(dialog.type(), 'beforeunload')
    await dialog.accept()
    await closing
  })

  journey(
    'says that the file changed meanwhile, and saves on the second try',
    async (page) => {
      await link(page, 'Edit First').click()
      await title(page, 'Edit First')
      await field(page, 'description').fill('by the page')
      await write([{ name: 'Zeroth' }, ...(await read())])
      await button(page, 'Save').click()
      await notice(page, 'Not saved: the list has changed meanwhile.')
      assert.deepEqual(await rows(page), ['Zeroth', 'First', 'Second', 'Third'])
      assert.equal(await field(page, 'description').inputValue(), 'by the page')
      await button(page, 'Save').click()
      await notice(page, 'Saved First')
      assert.deepEqual(
        (await read()).map(({ description }) => description),
        [undefined, 'by the page', undefined, undefined],
      )

      await field(page, 'description').fill('alone')
      await write([])
      await button(page, 'Save').click()
      await notice(page, 'Not saved: the list has changed meanwhile.')
      await title(page, 'New connection')
      await button(page, 'Save').click()
      await notice(page, 'Saved First')
      assert.deepEqual(
        (await read()).map(({ description }) => description),
        ['alone'],
      )
    },
    { tolerate: /status of 412/ },
  )

  test('a host that is down loses nothing', { timeout: 60_000 }, async () => {
    const other = await start({})
    const { page, close } = await openPage(browser, other.url)
    /** @type {typeof other | undefined} */
    let again
    try {
      await fill(page, { name: 'Late', clientSecret, privateKey })
      await other.close()
      await button(page, 'Save').click()
      await notice(page, 'Not saved. The host of this page cannot be reached.')
      assert.equal(await field(page, 'privateKey').inputValue(), privateKey)
      again = await start({ port: Number(new URL(other.url).port) })
      assert.equal(again.url, other.url)
      await button(page, 'Save').click()
      await notice(page, 'Saved Late')
      assert.deepEqual((await read())[3], { name: 'Late' })
    } finally {
      await close()
      await again?.close()
    }
  })

  test('works below any path, and without a list where the host has none', { timeout: 60_000 }, async () => {
    const inner = await start({ allowedOrigins: ['http://127.0.0.1'] })
    const prefix = '/tools/imskit'
    /** @type {(to: string) => (request: Request) => Promise<Response>} */
    const forward = (to) => async (request) => {
      const { pathname } = new URL(request.url)
      if (!pathname.startsWith(`${prefix}/`)) return new Response('Not here', { status: 404 })
      const headers = new Headers(request.headers)
      for (const name of ['host', 'origin', 'connection', 'content-length', 'accept-encoding']) headers.delete(name)
      headers.set('authorization', `Bearer ${consoleKey}`)
      const body = request.method === 'GET' ? undefined : await request.text()
      return fetch(to + pathname.slice(prefix.length), { method: request.method, headers, body })
    }
    const [whole, listless] = await Promise.all(
      [server, inner].map(({ origin }) => serveApp({ fetch: forward(origin) })),
    )
    const first = await openPage(browser, `${whole}${prefix}/`)
    const second = await openPage(browser, `${listless}${prefix}/`, { tolerate: /status of 404/ })
    try {
      await first.page.locator('#list').waitFor()
      await field(first.page, 'name').fill('Below')
      await button(first.page, 'Save').click()
      await notice(first.page, 'Saved Below')
      assert.ok(await second.page.locator('#organization').isHidden())
      assert.ok(await second.page.locator('#save').isHidden())
      assert.deepEqual([...first.troubles, ...second.troubles], [])
    } finally {
      await first.close()
      await second.close()
      await inner.close()
    }
  })

  test('without a file the list is in memory, and says so', { timeout: 60_000 }, async () => {
    const other = await start({ file: undefined, sandbox: false })
    const { page, close } = await openPage(browser, other.url)
    try {
      await page.getByText('In the memory of the host, so they are gone when it stops').waitFor()
      await page.getByText('There are none yet').waitFor()
      await field(page, 'name').fill('Passing')
      await button(page, 'Save').click()
      await notice(page, 'Saved Passing in memory')
      assert.deepEqual(await rows(page), ['Passing'])
    } finally {
      await close()
      await other.close()
    }
  })

  journey(
    'says what is wrong with the file, and goes on when it is mended',
    async (page) => {
      await writeFile(file, '[{]')
      await page.reload()
      await page.getByText('connections.json is not JSON: see line 1, column 3.').waitFor()
      await field(page, 'name').fill('Kept')
      await write([{ name: 'Mended' }])
      await button(page, 'Try again').click()
      await link(page, 'Edit Mended').waitFor()
      assert.equal(await field(page, 'name').inputValue(), 'Kept')
      await button(page, 'Save').click()
      await notice(page, 'Saved Kept')
    },
    { tolerate: /status of 500/ },
  )

  journey('addresses what shares a name, or has none, by its number', async (page) => {
    await write([{ name: 'Same' }, { name: 'same', clientId: 'second' }, { clientId: 'unnamed' }, 5])
    await page.reload()
    await link(page, 'Edit same').click()
    assert.equal(await page.evaluate(() => location.hash), '#edit/same/2')
    await title(page, 'Edit same')
    await field(page, 'name').fill('Other')
    await button(page, 'Save').click()
    await notice(page, 'Saved Other')
    await link(page, 'Edit Entry 3').click()
    await title(page, 'Edit Entry 3')
    assert.equal(await field(page, 'clientId').inputValue(), 'unnamed')
    await field(page, 'name').fill('..')
    await button(page, 'Save').click()
    await notice(page, 'Saved ..')
    await button(page, 'Delete Entry 4').click()
    await notice(page, 'Deleted Entry 4.')
    assert.deepEqual(
      (await read()).map(({ name }) => name),
      ['Same', 'Other', '..'],
    )
  })

  journey(
    'is whole on a phone: nothing cut off, no target too small',
    async (page) => {
      await link(page, 'Edit Second').click()
      await title(page, 'Edit Second')
      await button(page, 'Delete Third').click()
      await notice(page, 'Deleted Third.')
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
      const targets = page.locator('button, a.button, label:has(input)').filter({ visible: true })
      const small = await targets.evaluateAll((elements) =>
        elements.filter((element) => element.getBoundingClientRect().height < 44).map(({ outerHTML }) => outerHTML),
      )
      assert.deepEqual(small, [])
    },
    { viewport: { width: 390, height: 844 } },
  )
})
