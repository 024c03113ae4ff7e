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
  /** Handles a request. It needs no `this`. Runtimes pass more arguments, which are optional. */
  fetch(this: void, request: Request, environment?: unknown, context?: unknown): Response | Promise<Response>
  /** Handles a request that is made from the arguments, for tests. */
  request(this: void, input: string | URL | Request, init?: RequestInit): Response | Promise<Response>
}

/** The name of `Symbol.dispose`, or `never` if `lib` does not have it. */
type DisposeName = SymbolConstructor extends { readonly dispose: infer Name extends symbol } ? Name : never

/** The name of `Symbol.asyncDispose`, or `never`. */
type AsyncDisposeName = SymbolConstructor extends { readonly asyncDispose: infer Name extends symbol } ? Name : never

/** `[Symbol.asyncDispose]`, for `await using`. */
export type AsyncDisposing = { readonly [Name in AsyncDisposeName]: () => Promise<void> }

/** `[Symbol.dispose]`, for `using`. */
export type Disposing = { readonly [Name in DisposeName]: () => void }
