// Types of the platform that a `lib` may lack, and of what runs on several platforms.

/** `WebAssembly.Module`, also if `lib` lacks `DOM`, which declares it. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object

/** A compiled module, its bytes, or a URL to fetch it from. */
export type WasmSource = WasmModule | ArrayBuffer | ArrayBufferView | URL | string

/** `CryptoKey` of WebCrypto, also if `lib` lacks `DOM`. */
export type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** Options of `load`. */
export interface LoadOptions {
  /** The core to use instead of the copy inside the package. */
  wasm?: WasmSource | undefined
}

/** An application as a function of requests, which runs on Node, Deno, Bun and Workers, and in frameworks. */
export interface FetchApp {
  /**
   * Handles a request. It needs no `this`, so you can pass it on its own.
   * @param request the request to handle
   * @param environment what a server or runtime passes as the second argument, such as the bindings of a worker
   * @param context what a worker passes as the third argument
   * @returns the response. It never throws for a request: errors are responses with a JSON body
   * @throws {TypeError} if `request` is not a request
   * @example
   * import { createHost } from 'imskit/host'
   *
   * const host = createHost()
   * const response = await host.fetch(new Request('http://localhost/healthz'))
   * console.log(response.status) // → 200
   */
  fetch(this: void, request: Request, environment?: unknown, context?: unknown): Response | Promise<Response>
  /**
   * Handles a request that is made from the arguments, for tests.
   * @param input a request, a URL, or a path at `http://localhost`
   * @param init method, headers and body, as for `new Request`
   * @returns the response, as from `fetch`
   * @throws {TypeError} if no request can be made from the arguments
   * @example
   * import { createHost } from 'imskit/host'
   *
   * const response = await createHost().request('/healthz')
   * console.log((await response.json()).status) // → ok
   */
  request(this: void, input: string | URL | Request, init?: RequestInit): Response | Promise<Response>
}

/** A fake IMS. Pass its `fetch` to whatever expects the global `fetch`, or to a server. */
export interface Sandbox extends FetchApp {
  /**
   * Handles a request like the global `fetch`.
   * @param input a URL or a request
   * @param init method, headers and body
   * @returns the response. Errors of IMS are responses
   * @throws {TypeError} if no request can be made from the arguments
   * @example
   * import { createSandbox } from 'imskit/sandbox'
   *
   * const sandbox = createSandbox({ connections: [connection] })
   * const response = await sandbox.fetch('http://localhost/ims/exchange/jwt', { method: 'POST', body: new URLSearchParams() })
   * console.log(response.status) // → 400
   */
  fetch(this: void, input: string | URL | Request, init?: RequestInit): Promise<Response>
  /**
   * Handles a request of a server, which passes more arguments.
   * @param request the request to handle
   * @param environment what a server or runtime passes as the second argument
   * @param context what a worker passes as the third argument
   * @returns the response
   */
  fetch(this: void, request: Request, environment?: unknown, context?: unknown): Promise<Response>
  /**
   * Handles a request that is made from the arguments.
   * @param input a request, a URL, or a path at `http://localhost`
   * @param init method, headers and body
   * @returns the response, as from `fetch`
   * @throws {TypeError} if no request can be made from the arguments
   * @example
   * import { createSandbox } from 'imskit/sandbox'
   *
   * const response = await createSandbox({ connections: [connection] }).request('/ims/token/v3')
   * console.log(response.status) // → 405
   */
  request(this: void, input: string | URL | Request, init?: RequestInit): Response | Promise<Response>
}

/** The name of `Symbol.dispose`, or `never` if `lib` does not have it. */
type DisposeName = SymbolConstructor extends { readonly dispose: infer Name extends symbol } ? Name : never

/** The name of `Symbol.asyncDispose`, or `never`. */
type AsyncDisposeName = SymbolConstructor extends { readonly asyncDispose: infer Name extends symbol } ? Name : never

/** `[Symbol.asyncDispose]()`, for `await using`. Without that symbol in `lib`, it has no members. */
export type AsyncDisposing = { readonly [Name in AsyncDisposeName]: () => Promise<void> }

/** `[Symbol.dispose]()`, for `using`. Without that symbol in `lib`, it has no members. */
export type Disposing = { readonly [Name in DisposeName]: () => void }
