// The examples in the comments of imskit/token and imskit/jwt-auth, each run as it is.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createSandbox } from '../../../js/sandbox.js'
import * as token from '../../../js/token.js'
import { makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { startRedis } from '../../support/redis.js'
import { serveApp } from '../../support/servers.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const files = [
  'js/jwt-auth.js',
  ...readdirSync(join(root, 'js/token'), { recursive: true }).map((name) => `js/token/${name}`),
].filter((name) => name.endsWith('.js'))

/** Each with the name of what it belongs to. */
const examples = files.flatMap((file) => {
  const blocks = readFileSync(join(root, file), 'utf8').matchAll(/^ *\/\*\*\n([\s\S]*?)^ *\*\/\n *(.*)/gm)
  return [...blocks].flatMap(([, comment = '', subject = '']) => {
    const [, example] = /@example\n([\s\S]*?)(?=^ *\* @|$(?![\s\S]))/m.exec(comment) ?? []
    const code = example?.replaceAll(/^ *\* ?/gm, '')
    return code === undefined
      ? []
      : [
          {
            file,
            subject: subject
              .replace(/[({].*/, '')
              .replace('*', '')
              .trim(),
            code,
          },
        ]
  })
})

/** The public functions: exported from the entries, and the methods of the provider. */
const publicNames = [
  ...Object.keys(token).filter((name) => name !== 'ImsError'),
  ...Object.getOwnPropertyNames(token.TokenProvider.prototype).filter((name) => name !== 'constructor'),
  'authorize',
]

describe('the examples', () => {
  it('are there for every public function', () => {
    const named = examples.map(({ subject }) => subject.split(' ').at(-1))
    for (const name of publicNames) assert.ok(named.includes(name), `${name} has no example`)
  })

  for (const [i, { file, subject, code }] of examples.entries()) {
    it(`of ${file}, ${subject}, runs`, async (t) => {
      const key = makeKey()
      const connection = makeConnection(key, await serveApp(createSandbox({ clients: [makeClient(key)] })))
      const { organizationId, imsHost, ...rest } = connection
      const tokens = new token.TokenProvider(connection, {
        fetch: (url, init) => (url.startsWith(imsHost) ? fetch(url, init) : Response.json({})),
      })
      Object.assign(globalThis, {
        connection: { ...connection, imsExchange: `${imsHost}/ims/exchange/jwt` },
        config: { ...rest, orgId: organizationId, ims: imsHost, metaScopes: ['ent_user_sdk'] },
        tokens,
        storeKey: randomBytes(32),
      })
      const log = t.mock.method(console, 'log', () => {})
      const redis = code.includes('createClient') ? await startRedis() : undefined
      const folder = join(root, 'build/examples') // inside the package, so that it can import itself
      mkdirSync(folder, { recursive: true })
      const program = join(folder, `token-${i}.js`)
      const runnable = code.replace('createClient()', `createClient({ url: '${redis?.url}' })`)
      writeFileSync(program, `${runnable}${redis ? '\nclient.destroy()' : ''}`)
      await import(`${pathToFileURL(program).href}?${process.pid}`)
      if (code.includes('console.log')) assert.ok(log.mock.callCount() > 0)
      await tokens.close()
      await redis?.stop()
    })
  }
})
