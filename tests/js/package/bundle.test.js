// The entries as a bundler builds them for a browser.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { bundleModules } from '../../../scripts/build.js'

/** Limits in bytes (brotli), about 3 % above the current sizes; the console page has a budget. */
const most = {
  entry: 130_000,
  wasm: 112_500,
  credentials: 62_000,
  element: 22_400,
  worker: 11_700,
  files: 4_000,
  zipReader: 20_200,
  console: 153 * 1024,
}

/** @param {string | Buffer} data */
const compressedSize = (data) => brotliCompressSync(data).length

const forbidden =
  /\beval\(|new Function|\bFunction\(|node:|require\(|process\.|XMLHttpRequest|importScripts|WebSocket|localStorage/

describe('a bundle for a browser', () => {
  for (const entry of ['token', 'jwt-auth']) {
    it(`of ${entry}.js contains nothing from Node or undici`, async () => {
      const lib = { entry: `js/${entry}.js`, formats: /** @type {('es')[]} */ (['es']) }
      const built = await build({ configFile: false, logLevel: 'silent', build: { lib, write: false, minify: false } })
      const [{ output }] =
        /** @type {{ output: { code: string, imports: string[], dynamicImports: string[] }[] }[]} */ (
          /** @type {unknown} */ (built)
        )
      for (const { code: commented, imports, dynamicImports } of output) {
        assert.deepEqual(imports, [])
        for (const chunk of dynamicImports) assert.match(chunk, /^credentials-inlined-/)
        const code = commented.replace(/\/\*[\s\S]*?\*\//g, '') // examples in JSDoc may import from Node
        for (const word of ['undici', 'node:', 'process.env', 'redis.createClient'])
          assert.ok(!code.includes(word), word)
      }
    })
  }

  it('of index.js stays below its limit, and has no eval, no request except for load({ wasm }), and nothing from Node', async (t) => {
    const [entry, credentials, ...others] = await bundleModules('js/index.js')
    assert.deepEqual(others, [])
    assert.match(credentials?.name ?? '', /credentials-inlined-/)
    for (const [name, module] of Object.entries({ entry, credentials })) {
      const code = module?.code ?? ''
      t.diagnostic(`${name}: ${compressedSize(code)} bytes with brotli`)
      const limit = most[/** @type {'entry' | 'credentials'} */ (name)]
      assert.ok(compressedSize(code) <= limit, `${name} is larger than agreed: see what came in, or agree to it here`)
      const script = code.replaceAll(/(["'`])`[^"'`]{1000,}\1/g, '')
      assert.ok(script.length < 40_000, 'the inlined bytes are left out')
      assert.equal(forbidden.exec(script)?.[0], undefined)
    }
  })

  it('has a core without the excluded parts of Mbed TLS and the C++ library', () => {
    const wasm = readFileSync('dist/core.wasm')
    assert.ok(compressedSize(wasm) <= most.wasm)
    const leftOut =
      /camellia|aria-|chacha|-gcm|-ccm|secp\d|curve25519|x509_|(?<!open)ssl_|ios_base|locale|printf|\/src\/|\.cpp/i
    assert.equal(leftOut.exec(wasm.toString('latin1'))?.[0], undefined)
  })

  it('of element.js stays below its limit next to index.js, and has nothing from Node and no eval', async (t) => {
    const modules = await bundleModules('js/element.js', [resolve('js/index.js')])
    const limits = {
      element: most.element,
      'sign-worker': most.worker,
      read: most.files,
      fill: most.files,
      'zip-library': most.zipReader,
    }
    assert.equal(modules.length, Object.keys(limits).length)
    for (const [name, limit] of Object.entries(limits)) {
      const { code } = modules.find((module) => module.name.includes(`${name}-`)) ?? assert.fail(name)
      t.diagnostic(`${name}: ${compressedSize(code)} bytes with brotli`)
      assert.ok(compressedSize(code) <= limit, `${name} is larger than agreed`)
      assert.equal(forbidden.exec(code)?.[0], undefined, name)
    }
  })

  it('of the console page stays below its limit, without the files that load on demand', (t) => {
    const paths = readdirSync('dist/console', { recursive: true }).map((path) => join('dist/console', String(path)))
    const files = paths.filter((path) => statSync(path).isFile() && !path.endsWith('.br'))
    const onDemand = files.filter((path) => /(zip-library|credentials|read|conflict)-/.test(path))
    assert.equal(onDemand.length, 5)
    const size = (/** @type {string[]} */ some) =>
      some.reduce((sum, path) => sum + compressedSize(readFileSync(path)), 0)
    const [whole, later] = [size(files), size(onDemand)]
    t.diagnostic(`${whole - later} bytes with brotli, and ${later} on demand`)
    assert.ok(whole - later < most.console)
  })
})
