// The bytes that a browser loads to sign an RS256 JWT from PEM, by library.
import { brotliCompressSync } from 'node:zlib'
import { bundleEntry } from '../../scripts/build.js'
import { inBrowsers } from './rivals.js'

/** @returns {Promise<Record<string, { bytes: number, brotli: Buffer }>>} */
export async function bundleAll() {
  /** @type {Record<string, { bytes: number, brotli: Buffer }>} */
  const bundles = {}
  for (const { name } of inBrowsers) {
    const code = await bundleEntry(`tests/bench/signers/${name}.js`)
    bundles[name] = { bytes: Buffer.byteLength(code), brotli: brotliCompressSync(code) }
  }
  return bundles
}
