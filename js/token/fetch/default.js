/**
 * Browsers, workers, Deno and Bun: their own fetch, with the proxies that it knows of. (Node: `./node.js`)
 * @type {(url: string, init: RequestInit) => Promise<Response>}
 */
export const systemFetch = (url, init) => globalThis.fetch(url, init)
