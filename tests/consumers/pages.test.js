// A page that signs in Chromium, built by each bundler and without one, with the packed package installed into a folder for each.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { before, it } from 'node:test'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { env, install, pack, run, waitForText } from '../support/installed.js'
import { makeKey } from '../support/keys.js'
import { findClosedOrigin, serveApp } from '../support/servers.js'
import { recordWorking } from '../support/working.js'
import { signInPage } from './sign-in-page.js'

const folder = resolve(import.meta.dirname, '../../build/pages')
const key = makeKey()

/** @type {string} */
let tarball
before(() => {
  tarball = pack(folder)
})

/** @param {string} name @returns {string} the folder of the installed application */
function prepare(name) {
  const to = join(folder, name)
  cpSync(join(import.meta.dirname, 'page'), to, { recursive: true })
  install(tarball, join(import.meta.dirname, name), to)
  return to
}

/** @param {string} name @param {string} application its folder @param {string} [dependency] default: of the same name */
function record(name, application, dependency = application) {
  const { version } = JSON.parse(
    readFileSync(join(folder, application, 'node_modules', dependency, 'package.json'), 'utf8'),
  )
  recordWorking('consumers', name, version, 'signs in a page, with the element too')
}

/**
 * Serves a page with the strictest Content Security Policy that permits WebAssembly, and the hashes of its import map and its inline scripts.
 * @param {string} root
 * @param {string} [more] directives that the framework needs
 * @returns {Promise<string>} the URL of the page
 */
async function serve(root, more = '') {
  const html = readFileSync(join(root, 'index.html'), 'utf8')
  const inline = [...html.matchAll(/<script(?: type="?importmap"?)?>(.*?)<\/script>/gs)].map(([, code = '']) => code)
  const hashes = inline.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`).join(' ')
  const policy = `default-src 'self'; img-src data:; script-src 'self' 'wasm-unsafe-eval' ${hashes}; ${more}`
  const app = new Hono().use(async (c, next) => {
    await next()
    c.header('content-security-policy', policy)
  }, serveStatic({ root }))
  return `${await serveApp(app)}/index.html`
}

for (const [name, title] of Object.entries({
  vite: 'Vite',
  webpack: 'webpack',
  esbuild: 'esbuild',
  rollup: 'Rollup',
  parcel: 'Parcel',
})) {
  it(`works with ${title}`, { timeout: 300_000 }, async () => {
    const to = prepare(name)
    run('npm', ['run', 'build'], to)
    await signInPage(await serve(join(to, 'out')), key)
    record(title, name)
  })
}

it('works with SvelteKit, which renders the page on the server first', { timeout: 300_000 }, async () => {
  const to = join(folder, 'sveltekit')
  install(tarball, join(import.meta.dirname, 'sveltekit'), to)
  run('npm', ['run', 'build'], to)
  // SvelteKit hides what it announces to screen readers with an inline style.
  await signInPage(await serve(join(to, 'out'), "style-src 'self' 'unsafe-inline'"), key)
  record('SvelteKit', 'sveltekit', '@sveltejs/kit')
})

/**
 * Frameworks with a command of their own: where they put the page, and what their page needs. They bring Node 22, which their
 * commands need.
 * @type {Record<string, { title: string, dependency?: string, out?: string }>}
 */
const frameworks = {
  angular: { title: 'Angular', dependency: '@angular/core' },
  astro: { title: 'Astro' },
  nuxt: { title: 'Nuxt', out: '.output/public' },
}
for (const [name, { title, dependency, out = 'out' }] of Object.entries(frameworks)) {
  it(`works with ${title}`, { timeout: 300_000 }, async () => {
    const to = join(folder, name)
    install(tarball, join(import.meta.dirname, name), to)
    run('npm', ['run', 'build'], to)
    await signInPage(await serve(join(to, out)), key)
    record(title, name, dependency)
  })
}

it('is rendered by Nuxt on the server without the values of the form', () => {
  const html = readFileSync(join(folder, 'nuxt/.output/public/index.html'), 'utf8')
  assert.match(html, /<ims-connection[^>]*><\/ims-connection>/)
  assert.doesNotMatch(html, /Clicks/)
})

it('works with the development server of Vite', { timeout: 300_000 }, async () => {
  const url = await findClosedOrigin()
  const options = { cwd: prepare('vite'), env, stdio: /** @type {const} */ (['ignore', 'pipe', 'inherit']) }
  const child = spawn(
    'node_modules/.bin/vite',
    ['--host', '127.0.0.1', '--strictPort', '--port', new URL(url).port],
    options,
  )
  try {
    await waitForText(child.stdout, 'ready')
    await signInPage(url, key)
    record('Vite, its server', 'vite')
  } finally {
    child.kill()
  }
})

it('works without a bundler', { timeout: 300_000 }, async () => {
  const to = prepare('import-map')
  await signInPage(await serve(to), key)
  recordWorking('consumers', 'no bundler, an import map', '', 'signs in a page, with the element too')
})
