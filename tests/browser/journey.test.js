// The console in every engine, served by the real host, with the sandbox in the place of IMS.
// Builds nothing: `npm run build` comes first.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cwd } from 'node:process'
import { after, before, describe, test } from 'node:test'
import { createPerson } from './person.js'
import { anyIssue, button, field, files, issues, jwt, link, signed, summary } from './places.js'
import { checkJwt, startConsole } from './served.js'

const limits = { timeout: 120_000 }

for (const engine of ['chromium', 'firefox', 'webkit']) {
  describe(`console in ${engine}`, () => {
    /** @type {import('./engines/engine.js').Engine} */
    let browser
    /** @type {Awaited<ReturnType<typeof startConsole>>} */
    let server
    before(async () => {
      server = await startConsole()
      browser = await (await import(`./engines/${engine}.js`)).launch()
    }, limits)
    after(async () => {
      await browser?.close()
      await server?.close()
    }, limits)

    /** @param {string} title @param {(page: ReturnType<typeof createPerson>) => Promise<void>} steps */
    function journey(title, steps) {
      test(title, limits, async () => {
        const page = createPerson(await browser.open())
        try {
          await page.goto(server.url)
          await page.count(button('Sign JWT'), 1)
          await steps(page)
          assert.deepEqual(await page.troubles(), [])
        } finally {
          await page.close()
        }
      })
    }

    journey('fill in, errors, mended, signed, token', async (page) => {
      const { demoConnection, sandboxUrl } = server
      const wrong = { name: 'Clicks/EU', organizationId: 'ACME', privateKey: 'no key' }
      for (const [name, value] of Object.entries({ ...demoConnection, ...wrong }))
        if (name !== 'type') await page.fill(field(name), value)
      await page.click(button('Get token'))
      await page.focused(summary)
      await page.reads(summary, 'There are 3 problems')
      for (const name of Object.keys(wrong)) {
        await page.reads(issues(name), 'Error: ')
        assert.equal(await page.attribute(field(name), 'aria-invalid'), 'true')
        const described = await page.attribute(field(name), 'aria-describedby')
        assert.ok(described?.split(' ').includes(issues(name).slice(1)))
      }
      await page.count(jwt, 0)
      const message = await page.see(issues('privateKey'), (/** @type {HTMLElement} */ list) => list.textContent)
      const links = /** @type {string[]} */ (
        await page.run(`[...document.querySelectorAll('.ims-summary a')].map(({ textContent }) => textContent)`)
      )
      const last = links.at(-1) ?? ''
      assert.ok(message.includes(last))
      await page.click(link(last))
      await page.focused(field('privateKey'))

      for (const name of Object.keys(wrong)) {
        await page.fill(field(name), demoConnection[name])
        await page.reads(issues(name), '')
      }
      await page.click(button('Sign JWT'))
      await page.count(signed, 1)
      await page.count(summary, 0)
      const { claims } = checkJwt(await page.text(jwt), demoConnection.privateKey)
      assert.equal(claims.iss, demoConnection.organizationId)
      assert.equal(claims.sub, demoConnection.technicalAccountId)
      assert.equal(claims.aud, `${sandboxUrl}/c/${demoConnection.clientId}`)

      await page.click(button('Get token'))
      await page.count(button('Copy token'), 1)
    })

    journey('files that are chosen fill in the form', async (page) => {
      const { privateKey, clientId, clientSecret, organizationId, technicalAccountId } = server.demoConnection
      const credentials = { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, ORG_ID: organizationId }
      const paths = {
        'private.key': privateKey,
        'credentials.json': JSON.stringify({ ...credentials, TECHNICAL_ACCOUNT_ID: technicalAccountId }),
      }
      // Below the repository, where each engine sees them.
      const folder = await mkdtemp(join(cwd(), 'build', 'chosen-'))
      try {
        for (const [name, text] of Object.entries(paths)) await writeFile(join(folder, name), text)
        await page.setFiles(
          files,
          Object.keys(paths).map((name) => join(folder, name)),
        )
        const expected = { privateKey, clientId, clientSecret, organizationId, technicalAccountId }
        for (const [name, value] of Object.entries(expected)) await page.holds(field(name), value)
      } finally {
        await rm(folder, { recursive: true })
      }
    })

    journey('by keyboard alone', async (page) => {
      const tabTo = async (/** @type {string} the text of a button, or the id of a control */ place) => {
        for (let presses = 0; presses < 60; presses++) {
          await page.press(['Tab'])
          if ((await page.run('[document.activeElement.id, document.activeElement.textContent]')).includes(place))
            return
        }
        assert.fail(`Tab does not lead to ${place}`)
      }
      await tabTo('Fill in the demo connection')
      await page.press(['Enter'])
      await tabTo(field('name').slice(1))
      await page.press(['End'])
      await page.type('!')
      await page.press(['Enter'])
      await page.focused(summary)
      await page.press(['Tab'])
      await page.press(['Enter'])
      await page.focused(field('name'))
      await page.press(['End'])
      await page.press(['Backspace'])
      await page.reads(issues('name'), '')
      await page.holds(field('name'), server.demoConnection.name)
      await tabTo('Sign JWT')
      await page.press(['Enter'])
      await page.count(signed, 1)
      checkJwt(await page.text(jwt), server.demoConnection.privateKey)
      await tabTo('Get token')
      await page.press([' '])
      await page.count(button('Copy token'), 1)
    })

    journey('issues appear on leaving a field, not while typing in it', async (page) => {
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
      await page.fill(field('organizationId'), server.demoConnection.organizationId)
      await page.reads(issues('organizationId'), '')
    })
  })
}
