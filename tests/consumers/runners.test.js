// The packed package in the tests of its users, with the test runners that they use, installed into a folder for each.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { it } from 'node:test'
import { makeClient, makeConnection } from '../support/connections.js'
import { install, pack, run } from '../support/installed.js'
import { makeKey } from '../support/keys.js'
import { recordWorking } from '../support/working.js'

const folder = resolve(import.meta.dirname, '../../build/runners')

for (const [name, title] of Object.entries({ jest: 'Jest', vitest: 'Vitest' })) {
  it(`works with ${title}`, { timeout: 300_000 }, () => {
    const to = join(folder, name)
    install(pack(folder), join(import.meta.dirname, name), to)
    const key = makeKey()
    const connection = makeConnection(key, 'https://ims-na1.adobelogin.com')
    writeFileSync(join(to, 'fixture.json'), JSON.stringify({ connection, client: makeClient(key) }))
    if (name === 'vitest') {
      const guide = readFileSync(resolve(import.meta.dirname, '../../docs/guides/testing.md'), 'utf8')
      const [, code = ''] = /^```ts\n(.*?)^```/ms.exec(guide) ?? []
      writeFileSync(join(to, 'guide.spec.ts'), code)
    }
    run('npm', ['test'], to)
    const { version } = JSON.parse(readFileSync(join(to, 'node_modules', name, 'package.json'), 'utf8'))
    recordWorking('consumers', title, version, 'validates, signs, gets a token, also under jsdom')
  })
}
