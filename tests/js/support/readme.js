// Runs the examples of a section of README.md, one after the other, against a sandbox and a redis-server. Prints how many.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createSandbox } from '../../../js/node/sandbox.js'
import { makeClient, makeConnection } from './connections.js'
import { makeKey } from './keys.js'
import { startRedis } from './redis.js'
import { serveApp } from './servers.js'

const root = new URL('../../../', import.meta.url)
const folder = new URL('build/readme/', root) // inside the package, which can import itself
mkdirSync(folder, { recursive: true })

const key = makeKey()
const clients = [makeClient(key)]
const connection = makeConnection(key, await serveApp(createSandbox({ clients })))
process.env.REDIS_URL = (await startRedis()).url
process.env.TOKEN_KEY = randomBytes(32).toString('base64')
Object.assign(globalThis, { clients, connection, ...(await import('../../../js/token.js')) })

const [, section = ''] = readFileSync(new URL('README.md', root), 'utf8').split(`\n## ${process.argv[2]}\n`)
const examples = [...(section.split('\n## ')[0] ?? '').matchAll(/^ *```js\n(.*?)```/gms)]
for (const [i, [, code = '']] of examples.entries()) {
  const file = new URL(`${i}.js`, folder)
  writeFileSync(file, code)
  await import(file.href)
}
console.log(examples.length)
process.exit()
