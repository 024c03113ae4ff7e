// What an engine of this folder does.

/**
 * @typedef {object} Tab a page in a profile of its own
 * @property {(url: string) => Promise<void>} goto
 * @property {(source: string) => Promise<any>} run the value of an expression in the page, awaited
 * @property {(x: number, y: number) => Promise<void>} click the mouse
 * @property {(text: string) => Promise<void>} type the keyboard, a character after the other
 * @property {(keys: string[]) => Promise<void>} press the last key, while those before it are held
 * @property {(selector: string, paths: string[]) => Promise<void>} setFiles of an <input type=file>
 * @property {() => Promise<Uint8Array>} screenshot PNG
 * @property {() => Promise<string[]>} troubles what a test must find empty: errors of the page and its console, violations of
 *   the content security policy, requests to other origins
 * @property {() => Promise<void>} close
 *
 * @typedef {{ open: (size?: { width: number, height: number }) => Promise<Tab>, close: () => Promise<void> }} Engine
 */

export const desktop = { width: 1280, height: 900 }

/** In the page, before its own scripts: makes an error on the console of a violation of its policy. */
export function reportViolations() {
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    console.error(`content security policy: ${violatedDirective} ${blockedURI}`),
  )
}

/** @param {string[]} addresses of requests @param {string} page its address */
export const listForeign = (addresses, page) =>
  addresses
    .filter((address) => /^(http|ws)s?:/.test(address) && new URL(address).origin !== new URL(page).origin)
    .map((address) => `request to ${address}`)

/** The troubles of a page, of which Playwright and Puppeteer tell alike. @param {any} page */
export function watch(page) {
  /** @type {string[]} */
  const errors = []
  /** @type {string[]} */
  const addresses = []
  page.on('pageerror', (/** @type {unknown} */ error) => errors.push(`page: ${error}`))
  page.on('console', (/** @type {any} */ message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()}`)
  })
  page.on('request', (/** @type {any} */ request) => addresses.push(request.url()))
  return async () => [...errors, ...listForeign(addresses, page.url())]
}
