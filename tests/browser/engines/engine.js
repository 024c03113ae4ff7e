// The interface of the engines in this folder.

/**
 * @typedef {object} Tab a page in a new profile
 * @property {(url: string) => Promise<void>} goto
 * @property {(source: string) => Promise<any>} run evaluates an expression in the page and awaits its value
 * @property {(x: number, y: number) => Promise<void>} click clicks with the mouse
 * @property {(text: string) => Promise<void>} type types one character after another
 * @property {(keys: string[]) => Promise<void>} press presses the last key while holding the others
 * @property {(selector: string, paths: string[]) => Promise<void>} setFiles sets the files of an `<input type=file>`
 * @property {() => Promise<Uint8Array>} screenshot returns a PNG
 * @property {() => Promise<string[]>} troubles lists what must not happen: errors of the page and its console, violations of
 *   the content security policy, requests to other origins
 * @property {() => Promise<void>} close
 *
 * @typedef {{ open: (size?: { width: number, height: number }) => Promise<Tab>, close: () => Promise<void> }} Engine
 */

export const desktop = { width: 1280, height: 900 }

/** Runs in the page, before its scripts: logs each violation of the content security policy as an error. */
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

/** Collects the troubles of a page, through events that Playwright and Puppeteer share. @param {any} page */
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
