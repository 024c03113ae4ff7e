// Serves the package's modules as they are, and a test's pages, under the strictest policy that they work with.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launch, openPage, testPage } from './browser.js'

const strict = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; form-action 'self'"
/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.html': 'text/html; charset=utf-8',
  '.wasm': 'application/wasm',
}
const root = new URL('../../', import.meta.url)

/**
 * @param {Record<string, string>} pages texts by path @param {string} [policy] Content Security Policy
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serveModules(pages, policy = strict) {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const body = pages[pathname] ?? (/^\/(js|dist)\//.test(pathname) && (await read(pathname)))
    if (pathname === '/favicon.ico') return response.writeHead(204).end()
    const type = types[extname(pathname)] ?? types['.html']
    response.writeHead(body ? 200 : 404, { 'content-security-policy': policy, 'content-type': type }).end(body || '')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

/** @param {string} pathname */
const read = (pathname) => readFile(fileURLToPath(new URL(`.${pathname}`, root))).catch(() => undefined)

/**
 * Serves pages with the element to Chromium while the tests of a `describe` run.
 * @param {Record<string, string>} pages texts by path
 */
export function servePages(pages) {
  /** @type {import('playwright-core').Browser} */
  let browser
  /** @type {Awaited<ReturnType<typeof serveModules>>} */
  let server
  before(async () => {
    server = await serveModules(pages)
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
    server?.close()
  })

  /**
   * Defines a test on one of the pages.
   * @param {string} title @param {string} path
   * @param {(page: import('playwright-core').Page, form: import('playwright-core').Locator) => Promise<void>} steps `form`:
   *   the first `<ims-connection>`
   * @param {Parameters<typeof openPage>[2]} [options]
   */
  return (title, path, steps, options) =>
    testPage(
      title,
      () => openPage(browser, server.url + path, options),
      (page) => steps(page, page.locator('ims-connection').first()),
    )
}
