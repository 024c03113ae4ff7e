// Runs the examples of a page of the documentation in order, in a folder with the packed package, with a sandbox, a Redis
// server, a DOM and stand-ins for other services. Each console.log must print the text after the arrow in its comment,
// or begin with it if that ends with an ellipsis.
// Prints the number of examples:   node examples.js PAGE FOLDER
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { createHost } from '../../js/host.js'
import { createSandbox } from '../../js/sandbox.js'
import { makeClient, makeConnection } from './connections.js'
import { makeKey } from './keys.js'
import { startRedis } from './redis.js'
import { serveApp } from './servers.js'
import { createServices } from './services.js'

const root = new URL('../../', import.meta.url)
const [page = '', folder = ''] = process.argv.slice(2)
const installed = join(folder, 'node_modules/imskit')

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
Object.assign(globalThis, {
  clients,
  connection,
  form: connection,
  ...(await import(pathToFileURL(join(installed, 'js/token.js')).href)),
})

const services = page.endsWith('services.md') ? createServices(key) : undefined
if (services) Object.assign(globalThis, { fetch: services.fetch })

/** @param {string} code @param {number} number */
async function runProgram(code, number) {
  /** @type {string[]} */
  const printed = []
  const { log } = console
  console.log = (...values) => void printed.push(values.join(' '))
  const file = join(folder, `${process.pid}-${number}.js`)
  writeFileSync(file, code)
  await import(pathToFileURL(file).href)
  console.log = log
  const promised = [...code.matchAll(/console\.log\(.*\) \/\/ → (.*)$/gm)].map(([, text]) => text)
  const isBeginning = (/** @type {string | undefined} */ text, i = 0) =>
    text?.endsWith('…') && printed[i]?.startsWith(text.slice(0, -1))
  const expected = promised.map((text, i) => (isBeginning(text, i) ? printed[i] : text))
  if (promised.length > 0) assert.deepEqual(printed, expected)
}

/** Runs the commands that end by themselves. @param {string} commands */
async function runCommands(commands) {
  for (const [, command = ''] of commands.matchAll(/^npx imskit (.*?)(?: +#.*)?$/gm)) {
    if (/^serve|--watch/.test(command)) continue
    const cli = join(installed, 'js/cli.js')
    await promisify(execFile)(process.execPath, [cli, ...command.split(/ +/)])
  }
}

/** The names that the examples of docs/api use without declaring them. @param {typeof import('imskit/token')} token */
function setReferenceNames({ TokenProvider }) {
  const { organizationId, imsHost, ...rest } = connection
  const calls = (/** @type {string} */ url, /** @type {RequestInit} */ init) =>
    url.startsWith(imsHost) ? fetch(url, init) : Response.json({})
  Object.assign(globalThis, {
    connection: { ...connection, imsExchange: `${imsHost}/ims/exchange/jwt` },
    config: { ...rest, orgId: organizationId, ims: imsHost, metaScopes: ['ent_user_sdk'] },
    storeKey: randomBytes(32),
  })
  Object.defineProperty(globalThis, 'tokens', { get: () => new TokenProvider(connection, { fetch: calls }) })
}

/** Makes a page for the examples of the element, whose relative addresses lead to a token host. */
async function openDom() {
  const { Window } = await import('happy-dom')
  const window = /** @type {any} */ (new Window({ url: 'http://localhost/' }))
  const names = ['document', 'HTMLElement', 'HTMLInputElement', 'customElements', 'Node', 'Event', 'CustomEvent', 'CSS']
  for (const name of names) Object.assign(globalThis, { [name]: window[name] })
  const host = await serveApp(createHost({ imsOrigins: [connection.imsHost], logger: { info() {}, warn() {} } }))
  const { fetch } = globalThis
  Object.assign(globalThis, {
    fetch: (/** @type {string} */ url, /** @type {RequestInit} */ init) => fetch(new URL(url, host), init),
  })
  await import(pathToFileURL(join(installed, 'js/element.js')).href)
}

/** Each example starts with an empty form. */
async function openForm() {
  document.body.innerHTML = '<ims-connection></ims-connection>'
  const element = /** @type {import('imskit/element').ImsConnectionElement} */ (
    document.querySelector('ims-connection')
  )
  await element.ready
  Object.assign(globalThis, { element })
}

const isElement = page === 'docs/api/element.md'
const text = readFileSync(new URL(page, root), 'utf8')
/** @type {[language: string, code: string][]} */
let examples
if (page.startsWith('docs/api/')) {
  const { load } = await import(pathToFileURL(join(installed, 'js/index.js')).href)
  Object.assign(globalThis, { ims: await load() })
  setReferenceNames(await import(pathToFileURL(join(installed, 'js/token.js')).href))
  if (isElement) await openDom()
  examples = [...text.matchAll(/^#+ Example\n\n```ts\n(.*?)^```/gms)].map(([, code = '']) => [
    'js',
    code.replace('createClient()', 'createClient({ url: process.env.REDIS_URL })').replace('port: 8080', 'port: 0'),
  ])
} else {
  examples = [...text.matchAll(/^ *```(js|sh)\n(.*?)```/gms)].flatMap(([, language = '', code = '']) =>
    /document\.|from 'express'/.test(code) ? [] : [[language, code]],
  )
}
for (const [i, [language, code]] of examples.entries()) {
  if (isElement) await openForm()
  await (language === 'js' ? runProgram(code, i) : runCommands(code))
}
assert.equal(process.exitCode, undefined)
if (services) assert.deepEqual(services.asked, services.urls)
console.log(examples.length)
process.exit()
