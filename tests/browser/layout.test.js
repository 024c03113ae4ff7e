// The form's layout: while typing, from right to left, on paper, and inside other pages.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe } from 'node:test'
import { connection as complete } from '../support/connection.js'
import { makeKey } from '../support/keys.js'
import { serveInChromium } from './chromium.js'
import { servePages } from './modules.js'
import { answer, field } from './places.js'

/** @typedef {import('playwright-core').Page} Page */

const { privateKey } = makeKey()
const connection = complete({ name: 'Clicks', privateKey })

/** The limit for cumulative layout shift while a person types. web.dev rates up to 0.1 as good for a whole page. */
const maxShift = 0.02

/** Runs in the page: adds up layout shifts, including those just after input, which the usual measure leaves out. */
function sumShifts() {
  const page = /** @type {any} */ (globalThis)
  page.shifted = 0
  new PerformanceObserver((list) => {
    for (const { value } of /** @type {any[]} */ (list.getEntries())) page.shifted += value
  }).observe({ type: 'layout-shift' })
}

const inChromium = serveInChromium()

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]) {
  inChromium(
    `does not shift while typing, at ${viewport.width} px`,
    { viewport, prepare: (page) => page.addInitScript(sumShifts) },
    async (page, { t }) => {
      const { playwright } = page
      await page.click(answer('jwt'))
      const settled = () =>
        playwright.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))))
      const typed = {
        clientId: ['ACM', 'short'],
        clientSecret: ['a b', 'p8e-x'],
        technicalAccountId: ['1234@techacct.adobe.com', 'ABC'],
        organizationId: ['ACME', 'ACME@Adobe'],
        privateKey: ['no key', 'MIIE'],
        name: [`${'n'.repeat(79)}`, 'nnn/'],
        description: ['d'.repeat(203), 'dd'],
      }
      /** @type {Record<string, string>} */
      const shifts = {}
      for (const [name, [before = '', after = '']] of Object.entries(typed)) {
        await page.click(field(name))
        await settled()
        for (const [step, text] of Object.entries({ first: before, again: after })) {
          await playwright.evaluate(() => Object.assign(globalThis, { shifted: 0 }))
          await page.type(text)
          await settled()
          const shift = await playwright.evaluate(() => /** @type {any} */ (globalThis).shifted)
          shifts[`${name}, ${step}`] = shift.toFixed(4)
          await page.press(['Tab'])
          await page.press(['Shift', 'Tab'])
          await settled()
        }
      }
      t.diagnostic(JSON.stringify(shifts))
      for (const [where, shift] of Object.entries(shifts)) assert.ok(Number(shift) <= maxShift, `${where}: ${shift}`)
    },
  )
}

/** Styles that change every control, as old style sheets do. */
const hostile = `
  label { float: left; width: 9em; text-transform: uppercase; text-align: right; }
  input, textarea, select { float: right; width: 50%; text-transform: uppercase; margin: 20px; }
  button { float: left; width: 100%; text-transform: uppercase; }
  legend, h2, summary { color: red; text-transform: uppercase; }
  ul { list-style: square; }
  body { text-align: center; line-height: 3; }`
const shell = (/** @type {string} */ body, /** @type {string} */ script, attributes = 'lang="en"') =>
  `<!doctype html><html ${attributes}><meta name="viewport" content="width=device-width"><title>test</title>${body}
  <script type="module" src="${script}"></script></html>`

const pages = {
  '/': shell('<ims-connection token-endpoint="/token"></ims-connection>', '/js/element.js'),
  '/rtl': shell('<ims-connection token-endpoint="/token"></ims-connection>', '/js/element.js', 'lang="ar" dir="rtl"'),
  '/hostile': shell(
    '<link rel="stylesheet" href="/hostile.css"><ims-connection token-endpoint="/token"></ims-connection>',
    '/js/element.js',
  ),
  '/hostile.css': hostile,
  '/shadow': shell('<link rel="stylesheet" href="/hostile.css"><connection-dialog></connection-dialog>', '/shadow.js'),
}
/** The example of docs/element.md, with the import that comes before it. */
const shadowExample = () => {
  const [, section = ''] = readFileSync('docs/element.md', 'utf8').split('\n## In a shadow root\n')
  const [, code] = /```js\n(.*?)```/s.exec(section) ?? assert.fail()
  return `import '/js/element.js'\n${code}`
}

describe('<ims-connection> in other pages', () => {
  const on = servePages({ ...pages, '/shadow.js': shadowExample() })

  /** @param {import('playwright-core').Locator} locator the value of a CSS property @param {string} name */
  const style = (locator, name) =>
    locator.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name)

  /** Fills the form, with errors, and signs. @param {import('playwright-core').Locator} form */
  async function fillAndSign(form) {
    await form.evaluate(async (/** @type {any} */ element, given) => {
      await element.ready
      element.connection = { ...given, name: 'a/b' }
      await element.signJwt()
    }, connection)
    await form.locator('.ims-jwt').waitFor()
  }

  on('reads from right to left, except for IDs, keys and texts in other languages', '/rtl', async (page, form) => {
    await fillAndSign(form)
    assert.equal(await style(form, 'direction'), 'rtl')
    const technical = ['clientId', 'clientSecret', 'technicalAccountId', 'organizationId', 'privateKey']
    for (const name of technical) assert.equal(await style(page.locator(`#ims-${name}`), 'direction'), 'ltr', name)
    await page.getByText('Advanced').click()
    for (const name of ['imsHost', 'imsExchange'])
      assert.equal(await style(page.locator(`#ims-${name}`), 'direction'), 'ltr', name)
    const codes = await form.locator('code').evaluateAll((all) => all.map((code) => getComputedStyle(code).direction))
    assert.ok(codes.length > 3)
    assert.deepEqual(new Set(codes), new Set(['ltr']))
    // The core's texts are English, so their final period belongs on the right.
    const message = form.locator('#ims-name-issues .ims-error > span').first()
    assert.equal(await message.getAttribute('dir'), 'auto')
    assert.equal(await style(message, 'direction'), 'ltr')
    await page.locator('#ims-description').fill('وصف')
    assert.equal(await style(page.locator('#ims-description'), 'direction'), 'rtl')
    await page.locator('#ims-description').fill('text')
    assert.equal(await style(page.locator('#ims-description'), 'direction'), 'ltr')
    const right = await form.evaluate((element) => element.getBoundingClientRect().right)
    const { x, width } = (await page.locator('label[for=ims-clientId]').boundingBox()) ?? assert.fail()
    assert.ok(Math.abs(x + width - right) < 2, 'the labels do not start at the right')
    const arrow = await form.locator('.ims-select').evaluateAll((all) => all.length) // only with a context
    assert.equal(arrow, 0)
    await form.evaluate((/** @type {any} */ element) => {
      element.context = { runtimeEnvironments: [{ name: 'Agent', kind: 'secure-agent' }] }
    })
    const select = form.locator('.ims-select')
    const inset = await select.evaluate((element) => getComputedStyle(element, '::after').left)
    assert.equal(inset, '16px', 'the arrow lies over the text')
  })

  for (const path of ['/hostile', '/shadow']) {
    on(`looks right next to styles that change every control: ${path}`, path, async (page, form) => {
      await fillAndSign(form)
      for (const selector of ['label', 'button', 'input:not([type=radio])', 'textarea']) {
        const control = form.locator(selector).filter({ visible: true }).first()
        assert.equal(await style(control, 'float'), 'none', selector)
        assert.equal(await style(control, 'text-transform'), 'none', selector)
      }
      const [label, input] = await Promise.all(
        ['label[for=ims-organizationId]', '#ims-organizationId'].map((selector) =>
          form.locator(selector).boundingBox(),
        ),
      )
      assert.ok(label && input && label.y + label.height <= input.y + 1, 'the label is not above its control')
      assert.ok(input.width > 400, `the control is ${input.width} px wide`)
      assert.equal(await style(form.locator('legend').first(), 'color'), await style(form, 'color'))
      assert.equal(await style(form.locator('.ims-issues').first(), 'list-style-type'), 'none')
      assert.equal(await style(form, 'text-align'), 'start')
      assert.ok(Number.parseFloat(await style(form, 'line-height')) < 30)
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
    })
  }

  on('works in a shadow root: files, fixes, focus and signature', '/shadow', async (_, form) => {
    await form.evaluate((/** @type {any} */ element) => element.ready)
    await form
      .locator('#ims-files')
      .setInputFiles([{ name: 'private.key', mimeType: '', buffer: Buffer.from(privateKey) }])
    await form.locator('.ims-taken').getByText('Filled in from private.key').waitFor()
    await form.locator('#ims-organizationId').fill('0123456789ABCDEF01234567')
    await form.getByRole('button', { name: 'Sign only' }).click()
    const hasFocus = (/** @type {string} */ selector) =>
      form.locator(selector).evaluate((element) => element === /** @type {any} */ (element.getRootNode()).activeElement)
    assert.ok(await hasFocus('.ims-summary'))
    await form
      .locator('.ims-summary')
      .getByRole('link', { name: /Organization ID/ })
      .click()
    assert.ok(await hasFocus('#ims-organizationId'))
    await form.getByRole('button', { name: 'Add @AdobeOrg' }).click()
    assert.equal(await form.locator('#ims-organizationId').inputValue(), '0123456789ABCDEF01234567@AdobeOrg')
    await fillAndSign(form)
    assert.ok(await hasFocus('.ims-result'))
  })

  on(
    'fits into 320 px without scrolling sideways',
    '/',
    async (page, form) => {
      await fillAndSign(form)
      await page.locator('#ims-privateKey').fill('-----BEGIN EC PRIVATE KEY-----')
      await page.getByText('Where do I find these?').click()
      await page.getByText('Advanced').click()
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
      const cut = await form
        .locator('button, label, summary, p, li, dt, dd')
        .filter({ visible: true })
        .evaluateAll((all) =>
          all
            .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
            .filter((element) => getComputedStyle(element).display !== 'inline')
            .map(({ outerHTML }) => outerHTML),
        )
      assert.deepEqual(cut, [])
    },
    { viewport: { width: 320, height: 640 } },
  )

  on('prints the values and the result, and no controls or secrets', '/', async (page, form) => {
    await fillAndSign(form)
    await page.emulateMedia({ media: 'print' })
    const visible = await form.locator('button, .ims-files, summary').filter({ visible: true }).count()
    assert.equal(visible, 0)
    for (const name of ['clientId', 'organizationId', 'name'])
      assert.ok(await page.locator(`#ims-${name}`).isVisible(), name)
    assert.ok(await form.locator('.ims-jwt').isVisible())
    const key = page.locator('#ims-privateKey')
    assert.ok((await key.isHidden()) || (await style(key, '-webkit-text-security')) === 'disc')
    const pdf = await page.pdf({ format: 'A4' })
    assert.ok(pdf.length > 1000)
  })
})
