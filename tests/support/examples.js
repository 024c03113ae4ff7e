// Runs the examples of a page of the documentation one after the other, with a sandbox, a Redis server and stand-ins for other
// services. A console.log must print what the comment behind it says after the arrow. Prints the number of examples.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createSandbox } from '../../js/sandbox.js'
import { imskit } from './cli.js'
import { makeClient, makeConnection } from './connections.js'
import { makeKey } from './keys.js'
import { startRedis } from './redis.js'
import { serveApp } from './servers.js'
import { createServices } from './services.js'

const root = new URL('../../', import.meta.url)
const folder = new URL('build/examples/', root) // inside the package, so that it can import itself
mkdirSync(folder, { recursive: true })

const key = makeKey()
const clients = [makeClient(key)]
const connection = makeConnection(key, await serveApp(createSandbox({ clients })))
process.chdir(key.folder)
writeFileSync('connection.json', JSON.stringify(connection))
writeFileSync('connections.json', JSON.stringify([connection]))
writeFileSync('config.json', JSON.stringify({ ...connection, privateKey: undefined }))
process.env.REDIS_URL = (await startRedis()).url
process.env.ANALYTICS_URL = await serveApp({
  fetch: ({ headers }) => new Response('{}', { status: headers.has('x-api-key') ? 200 : 403 }),
})
process.env.TOKEN_KEY = randomBytes(32).toString('base64')
Object.assign(globalThis, { clients, connection, form: connection, ...(await import('../../js/token.js')) })

const page = process.argv[2] ?? ''
const services = page.endsWith('services.md') ? createServices(key) : undefined
if (services) Object.assign(globalThis, { fetch: services.fetch })

/** @param {string} code @param {number} number */
async function runProgram(code, number) {
  /** @type {string[]} */
  const printed = []
  const { log } = console
  console.log = (...values) => void printed.push(values.join(' '))
  const file = new URL(`${number}.js`, folder)
  writeFileSync(file, code)
  await import(`${file.href}?${process.pid}`)
  console.log = log
  const promised = [...code.matchAll(/console\.log\(.*\) \/\/ → (.*)$/gm)].map(([, text]) => text)
  if (promised.length > 0) assert.deepEqual(printed, promised)
}

/** Runs the commands that end by themselves. @param {string} commands */
async function runCommands(commands) {
  for (const [, command = ''] of commands.matchAll(/^imskit (.*?)(?: +#.*)?$/gm)) {
    if (/^serve|--watch/.test(command)) continue
    const { code, stderr } = await imskit(command.split(/ +/), { cwd: key.folder })
    assert.equal(code, 0, `imskit ${command}: ${stderr}`)
  }
}

const text = readFileSync(new URL(page, root), 'utf8')
const examples = [...text.matchAll(/^ *```(js|sh)\n(.*?)```/gms)].filter(([, , code]) => !code?.includes('express'))
for (const [i, [, language, code = '']] of examples.entries()) {
  await (language === 'js' ? runProgram(code, i) : runCommands(code))
}
assert.equal(process.exitCode, undefined)
if (services) assert.deepEqual(services.asked, services.urls)
console.log(examples.length)
process.exit()
