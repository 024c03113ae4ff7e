// WebKitGTK's MiniBrowser, through WebKitWebDriver, with a separate display and D-Bus session.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { cwd, env } from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { contain } from './contain.js'
import { desktop, listForeign } from './engine.js'
import { putBefore } from './front.js'
import { createSession } from './webdriver.js'

/** Runs in a namespace with its own /tmp, so that the display's lock files disappear with it. */
const script = `mkfifo /tmp/display
Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3>/tmp/display &
read number </tmp/display
DISPLAY=:$number exec dbus-run-session -- WebKitWebDriver --host=127.0.0.1 --port="$1"`

const startMs = 60_000

/** @returns {Promise<import('./engine.js').Engine>} */
export async function launch() {
  const port = await findPort()
  const mounts = ['--tmpfs', '/tmp', '--bind', cwd(), cwd()]
  const [program, args] = contain(['sh', '-c', script, 'sh', String(port)], mounts)
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
  })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (data) => {
    said += data
  })
  const close = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  for (const until = Date.now() + startMs; !(await isReady(url)); await wait(50)) {
    if (child.exitCode === null && Date.now() < until) continue
    await close()
    throw new Error(`WebKitWebDriver did not start: ${said}`)
  }
  return { open: (size) => open(url, size), close }
}

/** Finds a free port, for a program that cannot choose one and report it. @returns {Promise<number>} */
async function findPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}

/** @param {string} url */
const isReady = (url) =>
  fetch(`${url}/status`).then(
    ({ ok }) => ok,
    () => false,
  )

/** Finds MiniBrowser. Its folder on Debian depends on the architecture and on the library's version. */
function findBrowser() {
  const versions = ['webkit2gtk-4.1', 'webkitgtk-6.0']
  const places = readdirSync('/usr/lib').flatMap((folder) =>
    versions.map((version) => `/usr/lib/${folder}/${version}/MiniBrowser`),
  )
  const found = env.MINIBROWSER ?? places.find(existsSync)
  if (found) return found
  throw new Error('WebKitGTK’s MiniBrowser is missing. Install webkit2gtk-driver, or set MINIBROWSER to its path.')
}

/** Runs in the page, before its scripts: collects errors, because WebDriver does not report them. */
function watch() {
  /** @type {string[]} */
  const troubles = []
  Object.defineProperty(window, 'troubles', { value: troubles })
  const { error } = console
  console.error = (...words) => {
    troubles.push(`console: ${words.join(' ')}`)
    error.apply(console, words)
  }
  addEventListener('error', ({ message }) => troubles.push(`page: ${message}`))
  addEventListener('unhandledrejection', ({ reason }) => troubles.push(`page: ${reason}`))
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    troubles.push(`console: content security policy: ${violatedDirective} ${blockedURI}`),
  )
}

/** @param {string} driver @param {{ width: number, height: number }} [size] */
async function open(driver, size = desktop) {
  const options = { binary: findBrowser(), args: ['--automation'] }
  const session = await createSession(driver, { 'webkitgtk:browserOptions': options })
  await session.resize(size)
  // Add the height of the browser's bars to the window.
  const inner = await session.run('({ width: innerWidth, height: innerHeight })')
  await session.resize({ width: 2 * size.width - inner.width, height: 2 * size.height - inner.height })
  return {
    ...session,
    async goto(/** @type {string} */ url) {
      await session.goto(await putBefore(url, `(${watch})()`))
    },
    async troubles() {
      const addresses = 'performance.getEntriesByType("resource").map(({ name }) => name)'
      const told = await session.run(`({ troubles, addresses: ${addresses}, page: location.href })`)
      return [...told.troubles, ...listForeign(told.addresses, told.page)]
    },
  }
}
