// What a bundler makes of the entries for a browser.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { bundleEntry } from '../../scripts/build.js'

/** Bytes with brotli, some 3 % above what they are. */
const most = { entry: 79_000, wasm: 66_500 }

describe('a bundle for a browser', () => {
  for (const entry of ['token', 'jwt-auth']) {
    it(`of ${entry}.js has nothing of Node or undici in it`, async () => {
      const lib = /** @type {const} */ ({ entry: `js/${entry}.js`, formats: ['es'] })
      const built = await build({ configFile: false, logLevel: 'silent', build: { lib, write: false, minify: false } })
      const [{ output }] =
        /** @type {{ output: { code: string, imports: string[], dynamicImports: string[] }[] }[]} */ (
          /** @type {unknown} */ (built)
        )
      for (const { code, imports, dynamicImports } of output) {
        assert.deepEqual([...imports, ...dynamicImports], [])
        for (const word of ['undici', 'node:', 'process.env', 'redis.createClient'])
          assert.ok(!code.includes(word), word)
      }
    })
  }

  it('of index.js is no larger than agreed, and has no eval, no requests of its own beside load({ wasm }), nothing of Node', async () => {
    const code = await bundleEntry()
    assert.ok(
      brotliCompressSync(code).length <= most.entry,
      'larger than agreed: see what came in, or agree to it here',
    )
    const script = code.replace(/[0-9a-f]{1000,}/, '')
    const forbidden =
      /\beval\(|new Function|\bFunction\(|node:|require\(|process\.|XMLHttpRequest|importScripts|WebSocket|localStorage/
    assert.equal(forbidden.exec(script)?.[0], undefined)
  })

  it('has a core without what was left out of Mbed TLS and of the C++ library', () => {
    const wasm = readFileSync('dist/core.wasm')
    assert.ok(brotliCompressSync(wasm).length <= most.wasm)
    const leftOut = /camellia|aria-|chacha|-gcm|-ccm|secp\d|curve25519|x509_|ssl_|ios_base|locale|printf|\/src\/|\.cpp/i
    assert.equal(leftOut.exec(wasm.toString('latin1'))?.[0], undefined)
  })
})
