/**
 * The platform's own fetch, with whatever proxies it knows, for browsers, workers, Deno and Bun. Node uses `./node.js`.
 * @type {(url: string, init: RequestInit) => Promise<Response>}
 */
export const systemFetch = (url, init) => globalThis.fetch(url, init)
