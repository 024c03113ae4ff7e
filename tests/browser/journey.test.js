// The main tasks, in every engine, on a desktop and on a phone: from the first view to a visible token. The real host serves
// the console, with the sandbox instead of Adobe IMS.
// Run `npm run build` first.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cwd } from 'node:process'
import { after, before, describe, test } from 'node:test'
import { createPerson } from './person.js'
import { answer, anyIssue, button, field, files, issues, jwt, link, result, signed, summary } from './places.js'
import { checkJwt, startConsole, viewOf } from './served.js'

/** @typedef {ReturnType<typeof createPerson>} Person */

const limits = { timeout: 120_000 }
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }

/** A PEM key in PKCS#1 for AEM, and in PKCS#8 for others. @param {'pkcs1' | 'pkcs8'} type */
const makeKey = (type) =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type, format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey

/** @param {string} digit that the IDs consist of @param {Record<string, unknown>} [more] */
const makeConnection = (digit, more = {}) => ({
  name: `Connection ${digit}`,
  runtimeEnvironment: 'Demo Secure Agent',
  clientId: digit.repeat(32),
  clientSecret: `p8e-${digit.repeat(32)}`,
  technicalAccountId: `${digit.repeat(24)}@techacct.adobe.com`,
  organizationId: `${digit.repeat(24)}@AdobeOrg`,
  privateKey: makeKey('pkcs8'),
  ...more,
})

/** One connection per journey. The file has them with their secrets, so the sandbox knows them. */
const aem = makeConnection('1', {
  clientId: 'cm-p1-e2-integration-3',
  privateKey: makeKey('pkcs1'),
  metaScopes: ['ent_aem_cloud_api'],
})
const jwtCredential = makeConnection('2')
const scopes = ['openid', 'AdobeID']
const migrated = makeConnection('3', { scopes })
const saved = makeConnection('4', { name: 'Nightly Clicks' })
const damaged = makeConnection('5')

const aemFile = JSON.stringify({
  ok: true,
  integration: {
    imsEndpoint: 'ims-na1.adobelogin.com',
    metascopes: 'ent_aem_cloud_api',
    technicalAccount: { clientId: aem.clientId, clientSecret: aem.clientSecret },
    email: 'a0b1c2d3-0000-4000-8000-000000000000@techacct.adobe.com',
    id: aem.technicalAccountId,
    org: aem.organizationId,
    privateKey: aem.privateKey.replaceAll('\n', '\r\n'),
    publicKey: '',
  },
  statusCode: 200,
})
const jwtFile = JSON.stringify({
  CLIENT_SECRET: jwtCredential.clientSecret,
  ORG_ID: jwtCredential.organizationId,
  API_KEY: jwtCredential.clientId,
  TECHNICAL_ACCOUNT_ID: jwtCredential.technicalAccountId,
})
const oauthFile = JSON.stringify({
  ORG_ID: migrated.organizationId,
  CLIENT_SECRETS: [migrated.clientSecret],
  CLIENT_ID: migrated.clientId,
  SCOPES: scopes,
  TECHNICAL_ACCOUNT_ID: migrated.technicalAccountId,
})

for (const engine of ['chromium', 'firefox', 'webkit']) {
  describe(`console in ${engine}`, () => {
    /** @type {import('./engines/engine.js').Engine} */
    let browser
    /** @type {Awaited<ReturnType<typeof startConsole>>} */
    let server
    /** Inside the repository, because sandboxed engines cannot read other folders. @type {string} */
    let folder
    before(async () => {
      await mkdir('build', { recursive: true })
      folder = await mkdtemp(join(cwd(), 'build', 'chosen-'))
      const file = join(folder, 'connections.json')
      await writeFile(file, JSON.stringify([aem, jwtCredential, migrated, saved, damaged]))
      for (const [name, text] of Object.entries({
        'service-credentials.json': aemFile,
        'credential.json': jwtFile,
        'private.key': jwtCredential.privateKey,
        'oauth.json': oauthFile,
      }))
        await writeFile(join(folder, name), text)
      server = await startConsole(/** @type {any} */ ({ file, rateLimit: false }))
      browser = await (await import(`./engines/${engine}.js`)).launch()
    }, limits)
    after(async () => {
      await browser?.close()
      await server?.close()
      await rm(folder, { recursive: true, force: true })
    }, limits)

    /**
     * @param {string} title @param {(page: Person, size: { width: number, height: number }) => Promise<void>} steps
     * @param {string} [hash] of the first view
     */
    function journey(title, steps, hash = '#/new') {
      for (const [device, size] of Object.entries(sizes)) {
        test(`${title}, on a ${device}`, limits, async () => {
          const page = createPerson(await browser.open(size))
          try {
            await page.goto(viewOf(server.url, hash))
            await page.count('#loading[hidden]', 1)
            await steps(page, size)
            assert.deepEqual(await page.troubles(), [])
          } finally {
            await page.close()
          }
        })
      }
    }

    /** @param {Person} page @param {string[]} names */
    const choose = (page, ...names) =>
      page.setFiles(
        files,
        names.map((name) => join(folder, name)),
      )

    /** Waits until the token is in view, not covered, and its box has the focus. @param {Person} page */
    async function seesToken(page) {
      await page.count(button('Copy token'), 1)
      await page.focused(result)
      await page.until('.ims-token', (/** @type {HTMLElement} */ token) => {
        const { top, bottom, left, width } = token.getBoundingClientRect()
        const hit = document.elementFromPoint(left + width / 4, (top + bottom) / 2)
        return top >= 0 && bottom <= innerHeight && hit !== null && token.contains(hit)
      })
    }

    /** The next step is in view, without scrolling. @param {Person} page */
    async function getTokenWhereFilled(page) {
      await page.until(button('Get token now'), (/** @type {HTMLElement} */ next) => {
        const { top, bottom } = next.getBoundingClientRect()
        return top >= 0 && bottom <= innerHeight
      })
      await page.click(button('Get token now'))
    }

    journey('gets a token for the demo connection', async (page) => {
      await page.click(button('Fill in the demo connection'))
      await getTokenWhereFilled(page)
      await seesToken(page)
    })

    journey('gets a token from an AEM file', async (page) => {
      await choose(page, 'service-credentials.json')
      await page.holds(field('clientId'), aem.clientId)
      await page.until(answer('jwt'), (/** @type {HTMLInputElement} */ { checked }) => checked)
      await getTokenWhereFilled(page)
      await seesToken(page)
    })

    journey('gets a token from the JSON of the Developer Console and the key', async (page) => {
      await choose(page, 'credential.json', 'private.key')
      await page.holds(field('privateKey'), jwtCredential.privateKey)
      await getTokenWhereFilled(page)
      await seesToken(page)
    })

    journey('gets a token for a migrated credential with its client secret', async (page) => {
      await choose(page, 'oauth.json')
      await page.until(answer('client_credentials'), (/** @type {HTMLInputElement} */ { checked }) => checked)
      await page.count(field('privateKey'), 0)
      await getTokenWhereFilled(page)
      await seesToken(page)
      await page.count(jwt, 0)
    })

    journey('gets a token after a damaged key is fixed', async (page) => {
      await page.click(answer('jwt'))
      const { privateKey, name, runtimeEnvironment, ...ids } = damaged
      for (const [name, value] of Object.entries(ids)) await page.fill(field(name), String(value))
      await page.fill(field('privateKey'), privateKey.slice(0, 300))
      await page.click(button('Get token'))
      await page.focused(summary)
      await page.reads(summary, 'There is a problem')
      await page.fill(field('privateKey'), `'${privateKey.trim().replaceAll('\n', '\\n')}'`)
      await page.reads(summary, 'All problems are fixed')
      await page.reads('#ims-privateKey-note', 'Fixed: ')
      await page.click(button('Get token'))
      await seesToken(page)
    })

    journey(
      'gets a token for a saved connection, whose key stays on the server',
      async (page) => {
        await page.click(link('Nightly Clicks'))
        await page.holds(field('name'), 'Nightly Clicks')
        await page.holds(field('privateKey'), '')
        await getTokenWhereFilled(page)
        await seesToken(page)
      },
      '#/',
    )

    journey('lists, links and crosses out errors, then shows a signature', async (page) => {
      const { demoConnection, sandboxUrl } = server
      const wrong = { organizationId: 'ACME', privateKey: 'no key' }
      await page.click(answer('jwt'))
      for (const name of ['clientId', 'clientSecret', 'technicalAccountId', 'organizationId', 'privateKey'])
        await page.fill(field(name), String({ ...demoConnection, ...wrong }[name] ?? ''))
      await page.click(button('Get token'))
      await page.focused(summary)
      await page.reads(summary, 'There are 2 problems')
      for (const name of Object.keys(wrong)) {
        await page.reads(issues(name), 'Error: ')
        assert.equal(await page.attribute(field(name), 'aria-invalid'), 'true')
        const described = await page.attribute(field(name), 'aria-describedby')
        assert.ok(described?.split(' ').includes(issues(name).slice(1)))
      }
      const links = /** @type {string[]} */ (
        await page.run(`[...document.querySelectorAll('.ims-summary a')].map(({ textContent }) => textContent)`)
      )
      await page.click(link(links.at(-1) ?? ''))
      await page.focused(field('privateKey'))
      await page.fill(field('privateKey'), demoConnection.privateKey ?? '')
      await page.reads(issues('privateKey'), '')
      await page.count('.ims-summary s', 1)
      await page.fill(field('organizationId'), demoConnection.organizationId ?? '')
      await page.reads(summary, 'All problems are fixed')

      await page.click(button('Sign only'))
      await page.count(signed, 1)
      await page.count(summary, 0)
      const { claims } = checkJwt(await page.text(jwt), demoConnection.privateKey ?? '')
      assert.equal(claims.iss, demoConnection.organizationId)
      assert.equal(claims.sub, demoConnection.technicalAccountId)
      assert.equal(claims.aud, `${sandboxUrl}/c/${demoConnection.clientId}`)
    })

    journey('works with the keyboard only', async (page) => {
      const tabTo = async (/** @type {string} the text of a button, or the id of a control */ place) => {
        for (let presses = 0; presses < 60; presses++) {
          await page.press(['Tab'])
          if (
            (await page.run('[document.activeElement.id, document.activeElement.textContent.trim()]')).includes(place)
          )
            return
        }
        assert.fail(`Tab does not lead to ${place}`)
      }
      await tabTo('Fill in the demo connection')
      await page.press(['Enter'])
      await tabTo(field('organizationId').slice(1))
      await page.press(['End'])
      await page.type('!')
      await page.press(['Enter'])
      await page.focused(summary)
      await page.press(['Tab'])
      await page.press(['Enter'])
      await page.focused(field('organizationId'))
      await page.press(['End'])
      await page.press(['Backspace'])
      await page.reads(issues('organizationId'), '')
      await page.holds(field('organizationId'), server.demoConnection.organizationId ?? '')
      await tabTo('Sign only')
      await page.press(['Enter'])
      await page.count(signed, 1)
      checkJwt(await page.text(jwt), server.demoConnection.privateKey ?? '')
      await page.run(`document.querySelector('#title').focus()`)
      await tabTo('Get token')
      await page.press([' '])
      await seesToken(page)
    })

    journey('shows issues when a field is left, not while typing', async (page) => {
      await page.click(answer('jwt'))
      await page.click(field('organizationId'))
      await page.type('AC')
      await page.holds(field('organizationId'), 'AC')
      await page.count(anyIssue, 0)
      await page.press(['Tab'])
      await page.count(anyIssue, 1)
      await page.reads(issues('organizationId'), 'Error: ')
      await page.fill(field('clientId'), 'short')
      await page.press(['Tab'])
      await page.reads(issues('clientId'), 'Warning: ')
      assert.equal(await page.attribute(field('clientId'), 'aria-invalid'), 'false')
      await page.fill(field('organizationId'), server.demoConnection.organizationId ?? '')
      await page.reads(issues('organizationId'), '')
    })
  })
}
