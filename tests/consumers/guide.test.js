// Follows docs/guides/console.md and the page of the README step by step, in an empty folder, with the packed package.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { it } from 'node:test'
import { createSandbox } from 'imskit/sandbox'
import { launch } from '../browser/browser.js'
import { makeClient, makeConnection } from '../support/connections.js'
import { env, pack, run, waitForText } from '../support/installed.js'
import { makeKey } from '../support/keys.js'
import { findClosedOrigin, serveApp } from '../support/servers.js'

const guide = readFileSync(new URL('../../docs/guides/console.md', import.meta.url), 'utf8')
/** The only code block in a language, or the first with that beginning. @param {string} language @param {string} [beginning] */
function block(language, beginning = '') {
  const found = [...guide.matchAll(/^```(\w+)\n(.*?)```/gms)].find(
    ([, a, text]) => a === language && text?.startsWith(beginning),
  )
  return found?.[2] ?? assert.fail(`there is no block of ${language}`)
}

it('gets a token by following the guide to a web console', { timeout: 300_000 }, async () => {
  const folder = resolve(import.meta.dirname, '../../build/guide')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const tarball = pack(resolve(folder, '../guide-package'))
  for (const line of block('sh', 'npm').trim().split('\n')) {
    run('npm', line.replace('npm ', '').replace(' imskit ', ` ${tarball} `).split(' '), folder)
  }
  writeFileSync(join(folder, 'index.html'), block('html'))
  writeFileSync(join(folder, 'server.mjs'), block('js'))

  const key = makeKey()
  const ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
  const url = await findClosedOrigin()
  const [program = '', ...args] = block('sh', 'node').trim().split(' ')
  const server = spawn(program, args, {
    cwd: folder,
    env: { ...env, IMS_ORIGIN: ims, PORT: new URL(url).port },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const browser = await launch()
  try {
    await waitForText(server.stdout, url)
    const page = await browser.newPage()
    await page.goto(url)
    const { privateKey, ...connection } = makeConnection(key, ims)
    await page.getByLabel('Connection').fill(JSON.stringify({ ...connection, name: '' }))
    await page.getByLabel('Private key').fill(privateKey)
    await page.getByRole('button').click()
    await page.getByText('error: Connection Name is missing.').waitFor()
    await page.getByLabel('Connection').fill(JSON.stringify(connection))
    await page.getByRole('button').click()
    await page.getByText(/^A token until \d{4}-/).waitFor()
  } finally {
    await browser.close()
    server.kill()
  }
})

it('signs by following the README', { timeout: 300_000 }, async () => {
  const folder = resolve(import.meta.dirname, '../../build/readme')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [, section = ''] = /^### In a page\n(.*?)^### /ms.exec(readme) ?? []
  const [html = '', js = '', sh = ''] = [...section.matchAll(/^```\w+\n(.*?)```/gms)].map(([, text]) => text)
  writeFileSync(join(folder, 'index.html'), html)
  writeFileSync(join(folder, 'main.js'), js)
  const tarball = pack(resolve(folder, '../guide-package'))
  const commands = sh.trim().split('\n')
  for (const line of commands.slice(0, -1)) {
    run('npm', line.replace('npm ', '').replace(' imskit ', ` ${tarball} `).split(' '), folder)
  }
  assert.equal(commands.at(-1), 'npx vite')
  const url = await findClosedOrigin()
  const vite = join(folder, 'node_modules/vite/bin/vite.js')
  const server = spawn(process.execPath, [vite, '--host', '127.0.0.1', '--port', new URL(url).port, '--strictPort'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const browser = await launch()
  try {
    await waitForText(server.stdout, new URL(url).port)
    const page = await browser.newPage()
    await page.goto(url)
    await page.getByText('Start with your Developer Console files').first().waitFor()
    await page.getByLabel('Private key').first().fill('not a key')
    await page.locator('pre', { hasText: 'Private Key' }).first().waitFor()
    await page.getByLabel('Private key').first().fill(makeKey().privateKey)
    await page
      .locator('pre', { hasText: /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/ })
      .first()
      .waitFor()
  } finally {
    await browser.close()
    server.kill()
  }
})
