// <ims-connection> in pages without a bundler, which load its modules as they are, under a strict policy.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe } from 'node:test'
import { load } from 'imskit'
import { refusals } from '../../js/element/files/refusals.js'
import { connection as complete } from '../support/connection.js'
import { makeKey } from '../support/keys.js'
import { servePages } from './modules.js'

/** @typedef {import('playwright-core').Page} Page */

const key = makeKey()
const connection = complete({ name: 'Clicks', privateKey: key.privateKey })

const page = (/** @type {string} */ body, /** @type {string} */ script) =>
  `<!doctype html><html lang="en"><title>test</title>${body}<script type="module" src="${script}"></script></html>`

const pages = {
  '/': page('<ims-connection></ims-connection>', '/js/element.js'),
  '/form': page(
    '<form action="/sent"><ims-connection name="connection" token-endpoint="/token"></ims-connection><button>Save</button></form>',
    '/js/element.js',
  ),
  '/two': page('<ims-connection></ims-connection><ims-connection></ims-connection>', '/js/element.js'),
  '/early': page('<ims-connection></ims-connection>', '/early.js'),
  '/early.js': `
    const form = document.querySelector('ims-connection')
    form.connection = { name: 'Set before' }
    form.context = { takenNames: ['set BEFORE'] }
    await import('/js/element.js')
    await form.ready`,
  '/german': page('<ims-connection></ims-connection>', '/german.js'),
  '/german.js': `
    import '/js/element.js'
    import * as german from '/js/element/de.js'
    Object.assign(document.querySelector('ims-connection'), german)`,
  '/sent': page('<h1>Sent</h1>', '/js/element.js'),
}

describe('<ims-connection>', () => {
  const on = servePages(pages)

  on('reports what happens through events, without secrets', '/', async (page, form) => {
    const reported = await form.evaluate(async (/** @type {any} */ element, given) => {
      /** @type {[string, any][]} */
      const events = []
      for (const type of ['change', 'input', 'issues', 'jwt', 'token', 'refused'])
        document.addEventListener(type, (event) => events.push([type, /** @type {CustomEvent} */ (event).detail]))
      element.connection = given
      element.querySelector('#ims-description').value = 'typed'
      element.querySelector('#ims-description').dispatchEvent(new Event('input', { bubbles: true }))
      element.querySelector('#ims-description').dispatchEvent(new Event('change', { bubbles: true }))
      const jwt = await element.signJwt()
      return { events, jwt, connection: element.connection }
    }, connection)
    const types = reported.events.map(([type]) => type)
    assert.deepEqual(types, ['issues', 'change', 'jwt'])
    assert.deepEqual(reported.events[0]?.[1], { valid: true, issues: [] })
    assert.deepEqual(reported.events[1]?.[1], { field: 'description' })
    assert.equal(reported.events[2]?.[1].jwt, reported.jwt)
    assert.equal(reported.events[2]?.[1].claims.iss, connection.organizationId)
    assert.deepEqual(reported.connection, { ...connection, description: 'typed' })
    const text = JSON.stringify(reported.events) + (await page.content())
    for (const secret of [connection.clientSecret, String(connection.privateKey).split('\n')[1] ?? assert.fail()])
      assert.ok(!text.includes(secret))
  })

  on('saves once at a time, and gets no token if the page does not save', '/', async (page, form) => {
    await form.evaluate((/** @type {any} */ element, { clientSecret, privateKey, ...given }) => {
      element.calls = []
      element.save = () => new Promise((resolve) => element.calls.push(resolve))
      element.tokenEndpoint = '/token'
      element.kept = ['clientSecret', 'privateKey']
      element.context = { currentName: 'Clicks' }
      element.connection = given
    }, connection)
    await page.locator('#ims-organizationId').fill(`${'F'.repeat(24)}@AdobeOrg`)
    const saveAndGet = page.getByRole('button', { name: 'Save and get token' })
    const calls = () => form.evaluate((/** @type {any} */ element) => element.calls.length)
    await page.getByRole('button', { name: 'Get token', exact: true }).click()
    await saveAndGet.dblclick()
    assert.equal(await calls(), 1)
    await form.evaluate((/** @type {any} */ element) => element.calls[0]())
    await saveAndGet.click()
    assert.equal(await calls(), 2)
    await page.getByRole('button', { name: 'Get token', exact: true }).click() // the second never settles
    await saveAndGet.click()
    assert.equal(await calls(), 3)
    await form.evaluate((/** @type {any} */ element) => {
      element.connection = {}
      element.calls[2]()
    })
    assert.equal(await page.locator('.ims-result, .ims-summary').count(), 0)
  })

  on('signs in a worker, with the same result as the core in Node', '/', async (page, form) => {
    const started = page.waitForEvent('worker')
    const { jwt, names } = await form.evaluate(async (/** @type {any} */ element, given) => {
      element.connection = given
      const jwt = await element.signJwt()
      return { jwt, names: performance.getEntriesByType('resource').map(({ name }) => name) }
    }, connection)
    assert.match((await started).url(), /sign-worker\.js$/)
    assert.ok(names.some((name) => name.endsWith('/sign-worker.js')))
    const ims = await load()
    const { header, payload } = ims.decode(jwt)
    assert.equal(jwt, ims.sign({ header, payload, privateKey: String(connection.privateKey) }))
  })

  on('signs in the page if no worker starts', '/', async (page, form) => {
    await page.route('**/sign-worker.js', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '' }))
    const jwt = await form.evaluate((/** @type {any} */ element, given) => {
      element.connection = given
      return element.signJwt()
    }, connection)
    assert.equal(jwt.split('.').length, 3)
  })

  on('is a form control: submits its value, without secrets, only if it is valid', '/form', async (page, form) => {
    const save = page.getByRole('button', { name: 'Save' })
    await save.click()
    assert.equal(new URL(page.url()).pathname, '/form', 'a form with errors was submitted')
    assert.equal(await form.evaluate((element) => element.matches(':invalid')), true)
    await form.evaluate((/** @type {any} */ element, given) => {
      element.connection = given
    }, connection)
    assert.equal(await form.evaluate((element) => element.matches(':valid')), true)
    await page.locator('#ims-grant-jwt:checked').waitFor()
    const names = await form.evaluate((element) => [...new FormData(element.closest('form') ?? undefined).keys()])
    assert.deepEqual(names, ['connection'], 'the question of the form is in the form data')
    await page.locator('#ims-name').press('Enter') // submits, as in any form control
    await page.getByRole('heading', { name: 'Sent' }).waitFor()
    const address = new URL(page.url())
    const { clientSecret, privateKey, ...open } = connection
    const { name, runtimeEnvironment, clientId, organizationId, technicalAccountId } = JSON.parse(
      address.searchParams.get('connection') ?? '',
    )
    assert.deepEqual({ name, runtimeEnvironment, clientId, technicalAccountId, organizationId }, open)
    assert.deepEqual([...address.searchParams.keys()], ['connection'], 'the form sends more than the connection')
    assert.ok(!address.href.includes(clientSecret) && !/PRIVATE|BEGIN/.test(decodeURIComponent(address.href)))
  })

  on('follows its form when that is reset or disabled', '/form', async (page, form) => {
    await form.evaluate((/** @type {any} */ element, given) => {
      element.connection = given
      element.closest('form').reset()
    }, connection)
    assert.equal(await page.locator('#ims-name').inputValue(), '')
    await form.evaluate((/** @type {any} */ element, given) => {
      element.connection = given
    }, connection)
    await form.evaluate((element) => {
      const fieldset = document.createElement('fieldset')
      fieldset.disabled = true
      element.replaceWith(fieldset)
      fieldset.append(element)
    })
    const controls = page.locator('ims-connection :is(input:not([hidden]), select, textarea, button)')
    const enabled = await controls.evaluateAll((all) => all.filter((control) => !control.matches(':disabled')).length)
    assert.equal(enabled, 0)
    assert.equal(await form.evaluate((element) => /** @type {HTMLElement} */ (element).inert), false)
    // The accessibility tree, as screen readers get it.
    const { nodes } = await (await page.context().newCDPSession(page)).send('Accessibility.getFullAXTree')
    const spoken = new Map(
      nodes.filter(({ role }) => role?.value === 'textbox').map(({ name, value }) => [name?.value, value?.value]),
    )
    assert.equal(spoken.get('Connection Name'), 'Clicks')
    assert.equal(spoken.get('Client ID'), connection.clientId)
    assert.match(spoken.get('Client Secret'), /^•+$/)
    assert.equal(await page.locator('#ims-name').count(), 1, 'the form was lost when it moved')
  })

  on('prevents the browser from opening a file that is dropped next to the form', '/', async (page) => {
    const prevented = await page.evaluate(() => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['text'], 'private.key'))
      return ['dragover', 'drop'].map((type) => {
        const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })
        document.body.dispatchEvent(event)
        return event.defaultPrevented
      })
    })
    assert.deepEqual(prevented, [true, true])
  })

  on('keeps properties that were set before it was defined', '/early', async (page) => {
    assert.equal(await page.locator('#ims-name').inputValue(), 'Set before')
    await page.locator('#ims-name-issues .ims-error').waitFor()
  })

  on('uses unique ids if a page has two', '/two', async (page) => {
    await page.locator('#ims-2-name').fill('second')
    assert.equal(await page.locator('#ims-name').inputValue(), '')
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id))
    assert.equal(new Set(ids).size, ids.length)
    await page.getByLabel('Connection Name').last().fill('labelled')
    assert.equal(await page.locator('#ims-2-name').inputValue(), 'labelled')
  })

  on('accepts empty fields whose values the host keeps', '/', async (page, form) => {
    const { clientSecret, privateKey, ...open } = connection
    const valid = await form.evaluate((/** @type {any} */ element, given) => {
      element.kept = ['clientSecret', 'privateKey']
      element.connection = given
      return element.validate().valid
    }, open)
    assert.equal(valid, true)
    assert.match((await page.locator('#ims-clientSecret').getAttribute('placeholder')) ?? '', /^Saved\./)
    const show = page.getByRole('button', { name: 'Show Client Secret' })
    assert.ok(await show.isDisabled(), 'there is nothing to show')
    await page.getByRole('button', { name: 'Sign JWT' }).click()
    await page.locator('.ims-refusal').getByText('paste the key or drop its file').waitFor()
    await form.evaluate((/** @type {any} */ element) => {
      element.tokenEndpoint = '/token'
      element.context = { grant: 'client_credentials' }
    })
    await page.getByRole('button', { name: 'Get token', exact: true }).click()
    await page.locator('.ims-refusal').getByText('used only with a JWT').waitFor()
    await page.locator('#ims-clientSecret').fill('\u0007')
    await page.locator('#ims-clientSecret').press('Tab')
    await page.locator('#ims-clientSecret-issues .ims-error').waitFor()
  })

  on('shows one field when asked', '/', async (page, form) => {
    await form.evaluate((/** @type {any} */ element) => element.showField('name'))
    await page.locator('#ims-name-issues .ims-error').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'ims-name')
    assert.equal(await page.locator('.ims-issues li').count(), 1)
  })

  on('validates against a new context without losing the focus or the text', '/', async (page, form) => {
    await page.locator('#ims-name').fill('Nightly')
    await form.evaluate((/** @type {any} */ element) => {
      element.context = { takenNames: ['nightly'], runtimeEnvironments: [{ name: 'A', kind: 'secure-agent' }] }
    })
    assert.equal(await page.locator('#ims-name').inputValue(), 'Nightly')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'ims-name')
    await page.locator('#ims-name').press('Tab')
    await page.locator('#ims-name-issues .ims-error').waitFor()
    await form.evaluate((/** @type {any} */ element) => {
      element.context = { ...element.context, takenNames: [] }
    })
    assert.equal(await page.locator('#ims-name-issues .ims-error').count(), 0)
  })

  on('shows the translations that docs/element.md has', '/', async (page) => {
    const [, section = ''] = readFileSync('docs/element.md', 'utf8').split('\n## Translate the form\n')
    const code = [...section.matchAll(/```js\n(.*?)```/gs)].at(-1)?.[1] ?? assert.fail()
    await page.evaluate(`{ const element = document.querySelector('ims-connection'); ${code} }`)
    await page.getByLabel('Name der Verbindung').fill('n'.repeat(300))
    await page.getByRole('button', { name: 'JWT signieren' }).click()
    const field = page.locator('#ims-name-issues')
    await field.locator('.ims-error').waitFor()
    assert.match((await field.textContent()) ?? '', /\d+ Zeichen zu viel\. Höchstens \d+\./)
    await page.getByText('Client ID fehlt.').first().waitFor()
  })

  on('shows German texts and dates', '/german', async (page, form) => {
    await page.getByRole('button', { name: 'JWT signieren' }).waitFor()
    assert.equal(await form.getAttribute('lang'), 'de')
    await page.locator('#ims-clientId').fill('p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123')
    await page.locator('#ims-clientId').press('Tab')
    const issue = page.locator('#ims-clientId-issues')
    await issue.getByText('Der Wert von Client ID gehört in das Feld „Client Secret“').waitFor()
    await issue.getByRole('button', { name: 'Nach „Client Secret“ verschieben' }).click()
    await form.evaluate(async (/** @type {any} */ element, given) => {
      element.connection = given
      await element.signJwt()
    }, connection)
    assert.match(
      await page.locator('.ims-result time').first().innerText(),
      /^in \d Min\. .*\(\d\d:\d\d:\d\d\)$|^in \d+ Min\. \(\d\d:\d\d:\d\d\)$/,
    )
    await page.locator('#ims-files').setInputFiles([{ name: 'leer.json', mimeType: '', buffer: Buffer.from('') }])
    await page.locator('.ims-files').getByText('Diese Datei ist leer. Laden Sie sie noch einmal herunter.').waitFor()
  })

  on('accepts undefined, which frameworks set for unknown values', '/', async (page, form) => {
    await page.locator('#ims-name').fill('Nightly')
    await form.evaluate((/** @type {any} */ element) => {
      for (const name of ['context', 'kept', 'tokenEndpoint', 'texts', 'messages', 'fieldTexts'])
        element[name] = undefined
    })
    assert.equal(await page.locator('#ims-name').inputValue(), 'Nightly')
    await form.evaluate((/** @type {any} */ element) => {
      element.connection = undefined
    })
    assert.equal(await page.locator('#ims-name').inputValue(), '')
  })

  on(
    'lets every text be translated',
    '/',
    async (page, form) => {
      await page.route('**/token', (route) =>
        route.fulfill({
          status: 502,
          json: { code: 'ERR_IMS_REJECTED', message: 'plain', hint: 'plain', status: 400, field: 'clientId' },
        }),
      )
      const ims = await load()
      await form.evaluate(
        async (/** @type {any} */ element, { codes, names }) => {
          const { defaultTexts } = await import(/** @type {any} */ ('/js/element/texts.js'))
          element.texts = Object.fromEntries(Object.keys(defaultTexts).map((name) => [name, `‹${name}›`]))
          element.messages = Object.fromEntries(
            codes.map((/** @type {string} */ code) => [
              code,
              (/** @type {any} */ { params }) => ({ message: `‹${code}›`, hint: `‹${Object.keys(params ?? {})}›` }),
            ]),
          )
          element.fieldTexts = Object.fromEntries(
            names.map((/** @type {string} */ name) => [name, { label: `‹${name}›`, hint: '‹hint›' }]),
          )
          element.context = {
            runtimeEnvironments: [
              { name: '‹agent›', kind: 'secure-agent' },
              { name: '‹hosted›', kind: 'hosted-agent' },
            ],
          }
          element.tokenEndpoint = '/token'
          element.connection = { name: 'a/b', type: '‹type›' }
        },
        {
          codes: [
            ...[...ims.tables.issues, ...ims.tables.repairs, ...ims.tables.errors, ...refusals].map(({ code }) => code),
            ...ims.tables.fixes.map(({ code }) => `fix.${code}`),
          ],
          names: ims.fields.map(({ name }) => name),
        },
      )

      /** What is read or announced, without what was given and what is no language. */
      const foreign = () =>
        form.evaluate(
          (element, type) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
            const texts = []
            while (walker.nextNode()) {
              const { parentElement, nodeValue } = walker.currentNode
              if (!parentElement?.closest('code, textarea')) texts.push(nodeValue ?? '')
            }
            for (const { placeholder, title, ariaLabel } of /** @type {any[]} */ ([...element.querySelectorAll('*')]))
              texts.push(placeholder?.startsWith('http') ? '' : (placeholder ?? ''), title ?? '', ariaLabel ?? '')
            return texts
              .map((text) => text.replace(/‹[^›]*›/g, ''))
              .filter((text) => /\p{L}{2}/u.test(text) && text !== type)
          },
          ims.fields.find(({ name }) => name === 'type')?.default,
        )
      await page.locator('#ims-grant-client_credentials').check()
      assert.deepEqual(await foreign(), [])
      await page.locator('#ims-grant-jwt').check()
      await page.getByRole('button', { name: '‹signOnly›' }).click()
      assert.deepEqual(await foreign(), [])
      await page
        .locator('#ims-files')
        .setInputFiles({ name: '‹file›', mimeType: '', buffer: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') })
      await page.locator('.ims-files').getByText('‹image›').waitFor()
      await form.evaluate((/** @type {any} */ element, given) => {
        element.connection = { ...given, runtimeEnvironment: '‹agent›', privateKey: `  ${given.privateKey}` }
      }, connection)
      await page.getByRole('button', { name: '‹getToken›' }).click()
      await page.getByText('‹ERR_IMS_REJECTED›').first().waitFor()
      const untranslated = (await foreign()).filter((text) => !/\d+:\d+(:\d+)? [AP]M/.test(text))
      assert.deepEqual(untranslated, [])
    },
    { tolerate: /status of 502/ },
  )
})
