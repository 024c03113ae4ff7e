// The list of connections and the editor, in Chromium, with a real file and served by the real host.
// Run `npm run build` first.
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
import { viewOf } from './served.js'

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
const notice = (/** @type {Page} */ page, /** @type {string | RegExp} */ text) =>
  page.locator('#notice').getByText(text).waitFor()
const rows = (/** @type {Page} */ page) => page.locator('#list li .what > :first-child').allInnerTexts()
const hasFocus = (/** @type {import('playwright-core').Locator} */ locator) =>
  locator.evaluate((element) => element === document.activeElement)

/** The same key for every server, so that a page keeps working after a restart. */
const consoleKey = 'a-key-that-all-consoles-of-this-file-have'

describe('the list and the editor', () => {
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
  /** Loads the page with a file that is not JSON. @param {Page} page */
  async function loadBroken(page) {
    await writeFile(file, '[{]')
    await page.reload()
    await page.locator('#trouble').getByText('line 1, column 3').waitFor()
  }

  /**
   * @param {string} title @param {(page: Page, opened: Awaited<ReturnType<typeof openPage>>) => Promise<void>} steps
   * @param {Parameters<typeof openPage>[2]} [options]
   */
  const journey = (title, steps, options) => testPage(title, () => openPage(browser, server.url, options), steps)

  async function fill(/** @type {Page} */ page, /** @type {Record<string, string>} */ values) {
    for (const [name, value] of Object.entries(values)) await field(page, name).fill(value)
  }

  /** @param {Page} page @param {string} name of a connection in the list */
  async function edit(page, name) {
    await page.goto(viewOf(server.url, '#/'))
    await link(page, name).click()
    await title(page, name)
  }
  const back = (/** @type {Page} */ page) => link(page, 'Connections').click()
  const keep = (/** @type {Page} */ page) => page.getByRole('checkbox', { name: /Also save the client secret/ })

  journey('shows either the list, with the state of each connection, or the editor', async (page) => {
    assert.deepEqual(await rows(page), ['First', 'Second', 'Third'])
    assert.ok(await page.locator('#editor').isHidden())
    const [first = '', second = '', third = ''] = await page.locator('#list li').allInnerTexts()
    assert.match(first, /^First\s+Agent/)
    assert.match(first, /Needs its secrets\s+Not saved: Client Secret, Private Key/)
    assert.doesNotMatch(first, /No problems|Ready/)
    assert.match(second, /! 1 warning\s.*Agent/)
    assert.match(third, /○ Not complete\s.*Missing: Runtime Environment, credential/)
    await page.getByText('Saved in connections.json').waitFor()
    await link(page, 'New connection').click()
    await title(page, 'New connection')
    assert.ok(await page.locator('#organization').isHidden())
    assert.ok(await hasFocus(page.locator('#title')))
    await back(page)
    await title(page, 'Connections')
  })

  journey('counts as problems what the form marks, and names in both what is missing', async (page) => {
    await write([
      { name: 'Clicks/EU', runtimeEnvironment: 'Informatica Cloud Hosted Agent' },
      { name: 'Wrong', clientId: 'id', organizationId: 'ACME', technicalAccountId: 'me' },
    ])
    await page.reload()
    for (const name of ['Clicks/EU', 'Wrong']) {
      const row = page.locator('#list li').filter({ hasText: name })
      const [, count, more, missing = ''] =
        /✗ (\d) problems[\s\S]*?And (\d) more[\s\S]*?Missing: (.*)/.exec(await row.innerText()) ?? []
      assert.equal(Number(more), Number(count) - 1, name)
      await link(page, name).click()
      await title(page, name)
      assert.equal(await page.locator('[aria-invalid=true]').filter({ visible: true }).count(), Number(count), name)
      const said = `${await page.locator('#about').innerText()} ${await page.locator('.ims-files').innerText()}`
      assert.match(said, /^Missing in connections\.json: /)
      for (const label of missing.split(', ')) assert.ok(said.includes(label), `${name}: ${label}`)
      await page.goBack()
      await title(page, 'Connections')
    }
  })

  journey('aligns the states of rows with one button and with two', async (page) => {
    await write([{ name: 'First' }, 5])
    await page.reload()
    await page.getByText('Entry 2').first().waitFor()
    const lefts = await page.locator('.state').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left))
    assert.equal(lefts.length, 2)
    assert.equal(lefts[0], lefts[1])
  })

  journey('filters hundreds of connections', async (page) => {
    await write(Array.from({ length: 300 }, (_, i) => ({ name: `Number ${i}` })))
    await page.reload()
    await page.getByRole('searchbox', { name: 'Filter' }).fill('number 29')
    assert.equal((await rows(page)).length, 11)
    await page.getByText('11 of 300 connections').waitFor()
    await link(page, 'Number 299').click()
    await title(page, 'Number 299')
    await page.goBack()
    assert.equal((await rows(page)).length, 11)
  })

  journey('has a skip link that moves the focus past the header and keeps the view', async (page) => {
    await page.keyboard.press('Tab')
    assert.ok(await hasFocus(link(page, 'Skip to main content')))
    await page.keyboard.press('Enter')
    assert.ok(await hasFocus(page.locator('#main')))
    assert.deepEqual(await rows(page), ['First', 'Second', 'Third'])
  })

  journey('adds a connection without sending or saving its secrets', async (page, { bodies }) => {
    await link(page, 'New connection').click()
    await page.locator('#ims-grant-jwt').check()
    await fill(page, { name: 'Fourth', clientId: String(open.clientId), clientSecret, privateKey })
    await button(page, 'Save').click()
    await notice(page, 'Saved Fourth to connections.json, without its secrets.')
    assert.deepEqual((await read())[3], { name: 'Fourth', clientId: open.clientId })
    assert.ok(!bodies.some((body) => body.includes(secretLine) || body.includes(clientSecret)), 'a secret was sent')
    assert.equal(await field(page, 'privateKey').inputValue(), privateKey.replaceAll('\r', ''))
    assert.equal(await page.evaluate(() => location.hash), '#/edit/Fourth')
    await title(page, 'Fourth')
    await page.getByText('Missing in connections.json: Runtime Environment', { exact: true }).waitFor()
    await notice(page, /Missing: Runtime Environment, Technical Account ID/)
    assert.ok(await button(page, 'Fill in the demo connection').isHidden(), 'the demo would overwrite what was saved')
    await back(page)
    assert.deepEqual(await rows(page), ['First', 'Second', 'Third', 'Fourth'])
  })

  journey('saves secrets on request, says so, and removes them on request', async (page) => {
    await link(page, 'New connection').click()
    await page.locator('#ims-grant-jwt').check()
    await fill(page, { name: 'Fourth', clientSecret, privateKey })
    assert.ok(!(await keep(page).isChecked()))
    await keep(page).check()
    await button(page, 'Save').click()
    await notice(page, 'Saved Fourth to connections.json, with Client Secret and Private Key.')
    assert.deepEqual((await read())[3], { name: 'Fourth', clientSecret, privateKey })
    assert.ok(!(await keep(page).isChecked()), 'each save asks again')

    await edit(page, 'Fourth')
    assert.equal(await field(page, 'privateKey').inputValue(), '')
    assert.match((await field(page, 'privateKey').getAttribute('placeholder')) ?? '', /^Saved\./)
    await field(page, 'description').fill('later')
    await button(page, 'Save').click()
    // The box is not checked, but the file still has the secrets, and the notice must say so.
    await notice(page, 'Saved Fourth to connections.json, with Client Secret and Private Key.')
    assert.deepEqual((await read())[3], { name: 'Fourth', clientSecret, privateKey, description: 'later' })
    await page.getByText('connections.json has the Client Secret and Private Key of this connection.').waitFor()

    await button(page, 'Remove secrets from connections.json').click()
    await notice(page, 'Removed the secrets of Fourth from connections.json.')
    assert.deepEqual((await read())[3], { name: 'Fourth', description: 'later' })
    assert.ok(await button(page, 'Remove secrets from connections.json').isHidden())
  })

  journey('edits and renames, and keeps the address and the history in step', async (page) => {
    await edit(page, 'First')
    await field(page, 'name').fill('First + last')
    await button(page, 'Save').click()
    await notice(page, 'Saved First + last')
    assert.equal((await read())[0].name, 'First + last')
    await back(page)
    assert.deepEqual(await rows(page), ['First + last', 'Second', 'Third'])
    await link(page, 'Second').click()
    await title(page, 'Second')
    await page.goBack()
    await title(page, 'Connections')
    await page.goBack()
    await title(page, 'First + last')
    await page.reload()
    await title(page, 'First + last')
    assert.equal(await field(page, 'name').inputValue(), 'First + last')
  })

  journey('duplicates with a free name, and saves as new', async (page) => {
    await link(page, 'Duplicate Second').click()
    await title(page, 'Copy of Second')
    assert.equal(await field(page, 'name').inputValue(), 'Second 2')
    assert.equal(await field(page, 'clientId').inputValue(), open.clientId)
    await button(page, 'Save').click()
    await notice(page, 'Saved Second 2')
    await field(page, 'name').fill('Second 3')
    await button(page, 'Save as new').click()
    await notice(page, 'Saved Second 3')
    await back(page)
    assert.deepEqual(await rows(page), ['First', 'Second', 'Third', 'Second 2', 'Second 3'])
    const { clientSecret: _, ...copy } = /** @type {Record<string, unknown>} */ ({ ...open, name: 'Second 3' })
    assert.deepEqual((await read())[4], copy)
  })

  journey('deletes without asking, and restores with the secrets', async (page) => {
    const before = await read()
    await button(page, 'Delete Second').click()
    await notice(page, 'Deleted Second.')
    assert.deepEqual(await rows(page), ['First', 'Third'])
    assert.deepEqual(await read(), [before[0], before[2]])
    assert.ok(await hasFocus(button(page, 'Undo')))
    await page.keyboard.press('Enter')
    await notice(page, 'Second was restored.')
    assert.deepEqual(await read(), before)
    assert.ok(await hasFocus(link(page, 'Second')))
  })

  journey(
    'says that nothing was deleted if the list changed, until the next try succeeds',
    async (page) => {
      await write([...(await read()), { name: 'Fourth' }])
      await button(page, 'Delete Second').click()
      await notice(page, 'Second was not deleted: someone else changed the list.')
      assert.deepEqual(await rows(page), ['First', 'Second', 'Third', 'Fourth'])
      await button(page, 'Delete Second').click()
      await notice(page, 'Deleted Second.')
      assert.equal(await page.getByText('not deleted').count(), 0)
    },
    { tolerate: /status of 412/ },
  )

  journey(
    'does not save a taken name, and moves the focus to it',
    async (page) => {
      await edit(page, 'First')
      await field(page, 'name').fill(' SECOND')
      await button(page, 'Save').click()
      await notice(page, /^Not saved\. .*“Second”/)
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

  journey('asks before discarding unsaved changes', async (page) => {
    await edit(page, 'First')
    await field(page, 'description').fill('precious')
    await back(page)
    const question = page.getByRole('dialog', { name: 'Discard unsaved changes?' })
    await question.waitFor()
    assert.ok(await hasFocus(button(page, 'Keep editing')))
    await page.keyboard.press('Escape')
    await question.waitFor({ state: 'hidden' })
    await page.waitForFunction(() => location.hash === '#/edit/First')
    assert.equal(await field(page, 'description').inputValue(), 'precious')
    await back(page)
    await button(page, 'Discard changes').click()
    await link(page, 'New connection').click()
    await title(page, 'New connection')
    assert.equal(await field(page, 'description').inputValue(), '')
    const leaving = page.waitForEvent('dialog')
    await field(page, 'description').fill('more')
    const closing = page.close({ runBeforeUnload: true })
    const dialog = await leaving
    assert.equal(dialog.type(), 'beforeunload')
    await dialog.accept()
    await closing
  })

  journey(
    'saves if others changed other connections, and asks if they changed this one',
    async (page) => {
      await edit(page, 'First')
      await field(page, 'description').fill('by the page')
      await write([{ name: 'Zeroth' }, ...(await read())])
      await button(page, 'Save').click()
      await notice(page, 'Saved First')
      const descriptions = async () =>
        (await read()).map((/** @type {{ description?: string }} */ { description }) => description)
      assert.deepEqual(await descriptions(), [undefined, 'by the page', undefined, undefined])

      await field(page, 'description').fill('mine')
      const theirs = await read()
      theirs[1].description = 'theirs'
      await write(theirs)
      await button(page, 'Save').click()
      const conflict = page.locator('#conflict')
      await conflict.getByRole('heading', { name: 'Someone else changed this connection' }).waitFor()
      assert.match(await conflict.innerText(), /Description\s+mine\s+theirs/)
      assert.ok(await hasFocus(conflict))
      assert.deepEqual(await descriptions(), [undefined, 'theirs', undefined, undefined])
      await button(page, 'Keep mine').click()
      await notice(page, 'Saved First')
      assert.deepEqual(await descriptions(), [undefined, 'mine', undefined, undefined])
      assert.ok(await conflict.isHidden())

      await field(page, 'description').fill('mine again')
      theirs[1].description = 'theirs again'
      await write(theirs)
      await button(page, 'Save').click()
      await button(page, 'Take theirs').click()
      assert.equal(await field(page, 'description').inputValue(), 'theirs again')
      assert.deepEqual(await descriptions(), [undefined, 'theirs again', undefined, undefined])

      await field(page, 'description').fill('alone')
      await write([])
      await button(page, 'Save').click()
      await notice(page, 'Not saved: someone else deleted this connection.')
      await title(page, 'New connection')
      await button(page, 'Save').click()
      await notice(page, 'Saved First')
      assert.deepEqual(await descriptions(), ['alone'])
    },
    { tolerate: /status of 412/ },
  )

  journey('takes a file that is dropped next to the form, and stays on the page', async (page) => {
    await link(page, 'New connection').click()
    await title(page, 'New connection')
    await page.evaluate((text) => {
      const data = new DataTransfer()
      data.items.add(new File([text], 'private.key'))
      const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
      document.querySelector('.masthead')?.dispatchEvent(drop)
      if (!drop.defaultPrevented) throw new Error('the browser would open the file')
    }, privateKey)
    await page.locator('.ims-taken').getByText('Filled in from private.key').waitFor()
  })

  journey('gets a token for a saved connection with a client secret and no key', async (page, { bodies }) => {
    await link(page, 'New connection').click()
    await page.locator('#ims-grant-client_credentials').check()
    const { technicalAccountId: _, runtimeEnvironment: __, ...values } = /** @type {Record<string, any>} */ (open)
    await fill(page, { ...values, name: 'OAuth', clientId: 'e'.repeat(32), clientSecret })
    await keep(page).check()
    await button(page, 'Save').click()
    await notice(page, /^Saved OAuth/)
    await edit(page, 'OAuth')
    await page.reload()
    await title(page, 'OAuth')
    await page.locator('#ims-grant-client_credentials').check()
    bodies.length = 0
    await button(page, 'Get token').click()
    await button(page, 'Copy token').waitFor()
    assert.ok(bodies.includes(JSON.stringify({ connection: 'OAuth', grant: 'client_credentials' })), `${bodies}`)

    await field(page, 'organizationId').fill(`${'F'.repeat(24)}@AdobeOrg`)
    await button(page, 'Get token').click()
    await page.locator('.ims-refusal').getByText('Save your changes first.').waitFor()
    await button(page, 'Save and get token').click()
    await notice(page, /^Saved OAuth/)
    await button(page, 'Copy token').waitFor()
    assert.equal((await read())[3].organizationId, `${'F'.repeat(24)}@AdobeOrg`)

    await field(page, 'organizationId').fill(`${'E'.repeat(24)}@AdobeOrg`)
    await button(page, 'Save').click()
    await notice(page, /^Saved OAuth/)
    await button(page, 'Get token').click()
    await page.locator('.ims-freshness').waitFor({ state: 'hidden' })
    await button(page, 'Copy token').waitFor()
  })

  journey('says that the server needs a new secret too, before it gets a token', async (page) => {
    await edit(page, 'Second')
    await field(page, 'clientSecret').fill(`s8e-${'n'.repeat(32)}`)
    await button(page, 'Get token').click()
    await button(page, 'Save and get token').click()
    await notice(page, 'Not saved. The server also needs the secrets that you entered.')
    assert.ok(await hasFocus(keep(page)))
    assert.equal((await read())[1].clientSecret, clientSecret)
    await keep(page).check()
    await button(page, 'Save and get token').click()
    await notice(page, /^Saved Second/)
    assert.equal((await read())[1].clientSecret, `s8e-${'n'.repeat(32)}`)
    await button(page, 'Copy token').waitFor()
  })

  /**
   * Holds the answers to a request back.
   * @param {Page} page @param {string} path @param {string} method @returns {Promise<() => void>} delivers them
   */
  async function holdAnswers(page, path, method) {
    /** @type {() => void} */
    let deliver = () => {}
    const delivered = new Promise((resolve) => {
      deliver = () => resolve(undefined)
    })
    await page.route(path, async (route) => {
      if (route.request().method() !== method) return route.continue()
      const response = await route.fetch()
      await delivered
      await route.fulfill({ response })
    })
    return deliver
  }
  const leave = async (/** @type {Page} */ page) => {
    await back(page)
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await title(page, 'Connections')
  }
  const otherOrganization = `${'F'.repeat(24)}@AdobeOrg`

  journey('keeps the view and the other connections if an answer to saving comes late', async (page) => {
    await edit(page, 'Second')
    await field(page, 'description').fill('edited')
    const deliver = await holdAnswers(page, '**/api/connections*', 'PUT')
    const answered = page.waitForResponse((response) => response.request().method() === 'PUT')
    await button(page, 'Save').click()
    await leave(page)
    await link(page, 'New connection').click()
    await title(page, 'New connection')
    await field(page, 'name').fill('Fourth')
    deliver()
    await (await answered).finished()
    await page.locator('#save:not([aria-busy])').waitFor()
    await title(page, 'New connection')
    await button(page, 'Save').click()
    await notice(page, /^Saved Fourth/)
    assert.deepEqual(
      (await read()).map((/** @type {any} */ { name, description }) => [name, description]),
      [
        ['First', undefined],
        ['Second', 'edited'],
        ['Third', undefined],
        ['Fourth', undefined],
      ],
    )
  })

  journey('counts what is typed while it saves as unsaved', async (page) => {
    await edit(page, 'Second')
    await field(page, 'description').fill('first')
    const deliver = await holdAnswers(page, '**/api/connections*', 'PUT')
    await button(page, 'Save').click()
    await field(page, 'description').fill('second')
    deliver()
    await notice(page, /^Saved Second/)
    await leave(page)
    assert.equal((await read())[1].description, 'first')
  })

  const settled = (/** @type {Page} */ page) => page.locator('#save:not([aria-busy])').waitFor({ state: 'attached' })
  const names = async () => (await read()).map((/** @type {{ name: string }} */ { name }) => name)
  const conflicts = { tolerate: /status of 412/ }

  journey('saves the connection in the form if one before it is deleted meanwhile', async (page) => {
    const [, second, third] = await read()
    const deliver = await holdAnswers(page, '**/api/connections*', 'DELETE')
    await button(page, 'Delete First').click()
    await link(page, 'Second').click()
    await title(page, 'Second')
    await field(page, 'name').fill('Renamed')
    deliver()
    await notice(page, 'Deleted First.')
    assert.ok(await hasFocus(field(page, 'name')))
    await button(page, 'Save').click()
    await notice(page, /^Saved Renamed/)
    assert.deepEqual(await read(), [{ ...second, name: 'Renamed' }, third])
  })

  journey(
    'saves the right one of several with the same name if one is deleted and restored meanwhile',
    async (page) => {
      await write(['a', 'b', 'c'].map((description) => ({ name: 'Same', description })))
      await page.reload()
      const deliver = await holdAnswers(page, '**/api/connections*', 'DELETE')
      await button(page, 'Delete Same').first().click()
      await link(page, 'Same').nth(1).click()
      await title(page, 'Same')
      deliver()
      await notice(page, 'Deleted Same.')
      await button(page, 'Undo').click()
      await notice(page, 'Same was restored.')
      await field(page, 'name').fill('Other')
      await button(page, 'Save').click()
      await notice(page, /^Saved Other/)
      assert.deepEqual(
        (await read()).map((/** @type {any} */ { name, description }) => name + description),
        ['Samea', 'Otherb', 'Samec'],
      )
    },
  )

  journey('lists a connection that was saved while another one was opened', async (page) => {
    await link(page, 'New connection').click()
    await title(page, 'New connection')
    await field(page, 'name').fill('Fourth')
    const deliver = await holdAnswers(page, '**/api/connections', 'POST')
    await button(page, 'Save').click()
    await leave(page)
    await link(page, 'Third').click()
    await title(page, 'Third')
    deliver()
    await settled(page)
    await back(page)
    await title(page, 'Connections')
    assert.deepEqual(await rows(page), ['First', 'Second', 'Third', 'Fourth'])
  })

  journey(
    'asks about changes by others that a refused delete found out about',
    async (page) => {
      const [first, second, third] = await read()
      const deliver = await holdAnswers(page, '**/api/connections*', 'DELETE')
      await write([first, { ...second, description: 'theirs' }, third])
      await button(page, 'Delete First').click()
      await link(page, 'Second').click()
      await title(page, 'Second')
      await field(page, 'description').fill('mine')
      deliver()
      await notice(page, /^First was not deleted/)
      await button(page, 'Save').click()
      await page.locator('#conflict').getByRole('heading').waitFor()
      assert.equal((await read())[1].description, 'theirs')
    },
    conflicts,
  )

  journey(
    'saves nothing of another view if the list has to be compared first',
    async (page) => {
      await edit(page, 'Second')
      await field(page, 'description').fill('edited')
      await write([...(await read()), { name: 'Fourth' }])
      const deliver = await holdAnswers(page, '**/conflict*.js', 'GET')
      const asked = page.waitForRequest('**/conflict*.js')
      await button(page, 'Save').click()
      await asked
      await leave(page)
      await link(page, 'New connection').click()
      await title(page, 'New connection')
      await field(page, 'name').fill('Half')
      deliver()
      await settled(page)
      await title(page, 'New connection')
      assert.deepEqual(await names(), ['First', 'Second', 'Third', 'Fourth'])
    },
    conflicts,
  )

  journey(
    'restores after others changed the list, and lets the user try again after a refusal',
    async (page) => {
      const [first, second, third] = await read()
      await button(page, 'Delete Second').click()
      await notice(page, 'Deleted Second.')
      await write([first, third, { name: 'SECOND' }])
      await button(page, 'Undo').click()
      await notice(page, /^Second was not restored\./)
      await write([first, third, { name: 'Fourth' }])
      await button(page, 'Undo').click()
      await notice(page, 'Second was restored.')
      assert.deepEqual(await read(), [first, second, third, { name: 'Fourth' }])
      assert.deepEqual(await rows(page), ['First', 'Second', 'Third', 'Fourth'])
    },
    { tolerate: /status of 4(00|12)/ },
  )

  journey(
    'keeps what is typed while the list is loaded again',
    async (page) => {
      await loadBroken(page)
      await write([{ name: 'Repaired' }])
      const deliver = await holdAnswers(page, '**/api/connections', 'GET')
      await button(page, 'Try again').click()
      await link(page, 'New connection').click()
      await title(page, 'New connection')
      await field(page, 'name').fill('Typed')
      deliver()
      await button(page, 'Save').waitFor()
      assert.equal(await field(page, 'name').inputValue(), 'Typed')
    },
    { tolerate: /status of 500/ },
  )

  journey('leaves the form although the answer to saving comes while it asks about changes', async (page) => {
    await edit(page, 'Second')
    await field(page, 'name').fill('Renamed')
    const deliver = await holdAnswers(page, '**/api/connections*', 'PUT')
    await button(page, 'Save').click()
    await back(page)
    await button(page, 'Keep editing').waitFor()
    deliver()
    await notice(page, /^Saved Renamed/)
    await button(page, 'Discard changes').click()
    await title(page, 'Connections')
    assert.deepEqual(await rows(page), ['First', 'Renamed', 'Third'])
    assert.equal(await page.evaluate(() => location.hash), '#/')
  })

  journey(
    'overwrites nothing if it cannot show the changes of others',
    async (page) => {
      await edit(page, 'Second')
      await field(page, 'description').fill('mine')
      const [first, second, third] = await read()
      await write([first, { ...second, description: 'theirs' }, third])
      await page.route('**/conflict*.js', (route) => route.abort())
      for (let i = 0; i < 2; i++) {
        await button(page, 'Save').click()
        await notice(page, 'Not saved. The server can’t be reached.')
        await field(page, 'description').fill('mine again') // hides the notice
        assert.equal((await read())[1].description, 'theirs')
      }
    },
    { tolerate: /status of 412|ERR_FAILED/ },
  )

  journey('lists and opens a name with half a character', async (page) => {
    await writeFile(file, '[{"name":"a\\ud800b"},{"name":"Second"}]')
    await page.reload()
    await page.locator('#list a.name').first().click()
    await field(page, 'description').waitFor()
    assert.equal(await page.evaluate(() => location.hash), '#/edit/a%EF%BF%BDb')
  })

  journey('saves once for a token, and gets none if another connection is on the form by then', async (page) => {
    await edit(page, 'Second')
    await field(page, 'organizationId').fill(otherOrganization)
    await button(page, 'Get token').click()
    /** @type {string[]} */
    const sent = []
    page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`))
    const deliver = await holdAnswers(page, '**/api/connections*', 'PUT')
    await button(page, 'Save and get token').dblclick()
    await leave(page)
    await link(page, 'Third').click()
    await title(page, 'Third')
    deliver()
    await page.locator('#save:not([aria-busy])').waitFor()
    await title(page, 'Third')
    assert.equal(await page.locator('.ims-result, .ims-summary').count(), 0)
    assert.deepEqual(
      sent.filter((request) => request.includes('/api/')),
      ['PUT /api/connections'],
    )
    assert.equal((await read())[1].organizationId, otherOrganization)
  })

  journey('shows no token of another connection, and marks one from before an edit', async (page) => {
    await edit(page, 'Second')
    const deliver = await holdAnswers(page, '**/api/token', 'POST')
    const answered = page.waitForResponse('**/api/token')
    await button(page, 'Get token').click()
    await back(page)
    await link(page, 'First').click()
    await title(page, 'First')
    deliver()
    await (await answered).finished()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)))
    assert.equal(await page.locator('.ims-result').count(), 0)

    await page.unroute('**/api/token')
    await edit(page, 'Second')
    const deliverNext = await holdAnswers(page, '**/api/token', 'POST')
    await button(page, 'Get token').click()
    await field(page, 'organizationId').fill(otherOrganization)
    deliverNext()
    await button(page, 'Copy token').waitFor()
    assert.ok(await page.locator('.ims-freshness').isVisible())
  })

  test('keeps the form if the host is down, and saves it later', { timeout: 60_000 }, async () => {
    const other = await start({})
    const { page, close } = await openPage(browser, viewOf(other.url, '#/new'))
    /** @type {typeof other | undefined} */
    let again
    try {
      await page.locator('#ims-grant-jwt').check()
      await fill(page, { name: 'Late', clientSecret, privateKey })
      await other.close()
      await button(page, 'Save').click()
      await notice(page, 'Not saved. The server can’t be reached.')
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

  test('works below any path, and without a list if the host serves none', { timeout: 60_000 }, async () => {
    const inner = await start({ allowedOrigins: ['http://127.0.0.1'] })
    const prefix = '/tools/imskit'
    /** @type {(to: string) => (request: Request) => Promise<Response>} */
    const forward = (to) => async (request) => {
      const { pathname } = new URL(request.url)
      if (!pathname.startsWith(`${prefix}/`)) return new Response('Not here', { status: 404 })
      const headers = new Headers(request.headers)
      for (const name of ['host', 'origin', 'connection', 'content-length', 'accept-encoding']) headers.delete(name)
      headers.set('authorization', `Bearer ${consoleKey}`)
      headers.set('accept-encoding', 'identity') // fetch would decompress the body and keep the header
      const body = request.method === 'GET' ? undefined : await request.text()
      return fetch(to + pathname.slice(prefix.length), { method: request.method, headers, body })
    }
    const [whole, listless] = await Promise.all(
      [server, inner].map(({ origin }) => serveApp({ fetch: forward(origin) })),
    )
    const first = await openPage(browser, `${whole}${prefix}/`)
    const second = await openPage(browser, `${listless}${prefix}/`, { tolerate: /status of 404/ })
    try {
      await link(first.page, 'New connection').click()
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

  test('says that the list is in memory if there is no file', { timeout: 60_000 }, async () => {
    const other = await start({ file: undefined, sandbox: false })
    const { page, close } = await openPage(browser, other.url)
    try {
      await title(page, 'New connection')
      await field(page, 'name').fill('Passing')
      await button(page, 'Save').click()
      await notice(page, 'Saved Passing in memory')
      await back(page)
      await page.getByText('Kept in memory until the server stops').waitFor()
      assert.deepEqual(await rows(page), ['Passing'])
    } finally {
      await close()
      await other.close()
    }
  })

  journey(
    'says what is wrong with the file, and continues when it is repaired',
    async (page) => {
      await loadBroken(page)
      await write([{ name: 'Repaired' }])
      await button(page, 'Try again').click()
      await link(page, 'Repaired').click()
      await title(page, 'Repaired')
    },
    { tolerate: /status of 500/ },
  )

  journey(
    'says that the list could not be loaded, and continues where it was once it is there',
    async (page) => {
      await writeFile(file, '[{]')
      await page.goto(viewOf(server.url, '#/edit/First'))
      await page.reload()
      await page.locator('#trouble').getByText('line 1, column 3').waitFor()
      await write([{ name: 'First' }])
      await button(page, 'Try again').click()
      await title(page, 'First')

      await writeFile(file, '[{]')
      await page.route('**/api/context', (route) => route.abort())
      await page.goto(viewOf(server.url, '#/new'))
      await page.reload()
      await page.locator('#no-list').getByText('line 1, column 3').waitFor()
      await page.locator('#no-context').waitFor()
      await page.unroute('**/api/context')
      await field(page, 'name').fill('Patient')
      assert.ok(await button(page, 'Save').isHidden())
      await writeFile(file, '[{},')
      await button(page, 'Try again').click()
      await page.locator('#no-list').getByText('column 5').waitFor()
      await write([])
      await button(page, 'Try again').click()
      await button(page, 'Save').click()
      await notice(page, 'Saved Patient')
      assert.ok(await page.locator('#no-list').isHidden())
      await page.locator('#no-context').waitFor({ state: 'hidden' })
    },
    { tolerate: /status of 500|ERR_FAILED/ }, // the second is from the request that this test aborts
  )

  journey('uses the number in the address of an entry without a unique name', async (page) => {
    await write([{ name: 'Same' }, { name: 'same', clientId: 'second' }, { clientId: 'unnamed' }, 5])
    await page.reload()
    await link(page, 'same').click()
    assert.equal(await page.evaluate(() => location.hash), '#/edit/same/2')
    await title(page, 'same')
    await field(page, 'name').fill('Other')
    await button(page, 'Save').click()
    await notice(page, 'Saved Other')
    await back(page)
    await link(page, 'Entry 3').click()
    await title(page, 'Entry 3')
    assert.equal(await field(page, 'clientId').inputValue(), 'unnamed')
    await field(page, 'name').fill('..')
    await button(page, 'Save').click()
    await notice(page, 'Saved ..')
    await back(page)
    await button(page, 'Delete Entry 4').click()
    await notice(page, 'Deleted Entry 4.')
    assert.deepEqual(
      (await read()).map(({ name }) => name),
      ['Same', 'Other', '..'],
    )
  })

  journey(
    'cuts nothing off on a phone, and has no target that is too small',
    async (page) => {
      await button(page, 'Delete Third').click()
      await notice(page, 'Deleted Third.')
      await link(page, 'Second').click()
      await title(page, 'Second')
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
      const targets = page.locator('button, a.button, .check').filter({ visible: true })
      const small = await targets.evaluateAll((elements) =>
        elements.filter((element) => element.getBoundingClientRect().height < 44).map(({ outerHTML }) => outerHTML),
      )
      assert.deepEqual(small, [])
    },
    { viewport: { width: 390, height: 844 } },
  )

  journey(
    'covers neither the button nor the result with the notice, and shows both edges of the question',
    async (page) => {
      const isFree = (/** @type {import('playwright-core').Locator} */ locator) =>
        locator.evaluate((element) => {
          const { x, y, width, bottom } = element.getBoundingClientRect()
          return [y + 1, bottom - 1].every((at) => element.contains(document.elementFromPoint(x + width / 2, at)))
        })
      await link(page, 'New connection').click()
      await field(page, 'name').fill('Fourth')
      await button(page, 'Save').click()
      await notice(page, /^Saved Fourth .* Missing: /)
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
      assert.ok(await isFree(button(page, 'Save')))

      await edit(page, 'Second')
      await field(page, 'organizationId').fill(`${'E'.repeat(24)}@AdobeOrg`)
      await button(page, 'Get token').click()
      await button(page, 'Save and get token').click()
      await button(page, 'Copy token').waitFor()
      await notice(page, /^Saved Second/)
      assert.ok(await isFree(page.locator('.ims-result')))

      await field(page, 'description').fill('more')
      await back(page)
      const box = await page.getByRole('dialog').boundingBox()
      assert.ok(box && box.x > 0 && box.x + box.width < 390)
    },
    { viewport: { width: 390, height: 844 } },
  )

  journey('aligns the header with the page, and the columns of the list', async (page) => {
    const left = (/** @type {string} */ selector) =>
      page.locator(selector).evaluate((element) => element.getBoundingClientRect().left)
    for (const width of [390, 704, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      assert.equal(await left('.wordmark'), await left('#organization-title'), `${width} px wide`)
    }
    const lines = await page
      .locator('#list li')
      .nth(2)
      .locator('.name, .state > :first-child, .buttons > :last-child')
      .evaluateAll((all) =>
        all.map((element) => {
          const text = document.createRange()
          text.selectNodeContents(element)
          return text.getClientRects()[0]?.bottom ?? 0
        }),
      )
    assert.ok(Math.max(...lines) - Math.min(...lines) < 5, `${lines}`) // the icon may be in another font
  })
})
