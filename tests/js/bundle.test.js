// What a bundler makes of the entries for a browser.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { build } from 'vite'

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
})
