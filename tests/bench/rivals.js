// The libraries that are compared, one line each. signers/ has the code that calls them.
import { existsSync, readFileSync } from 'node:fs'

/**
 * @typedef {(pem: string, payload: Record<string, unknown>, passphrase?: string) => string | Promise<string>} Signer
 *   returns a compact JWS
 * @typedef {object} Rival
 * @property {string} name
 * @property {string} version empty if it is part of Node
 * @property {string} file name of its signer
 * @property {boolean} inBrowsers true if it can be bundled for a page
 */

const root = new URL('../../', import.meta.url)

/** The installed version. @param {string} name of a package */
export function versionOf(name) {
  const manifest = name === 'imskit' ? 'package.json' : `node_modules/${name}/package.json`
  return /** @type {string} */ (JSON.parse(readFileSync(new URL(manifest, root), 'utf8')).version)
}

/** @param {string} name @param {{ version?: string, file?: string, inBrowsers?: boolean }} [options] @returns {Rival} */
const rival = (name, { version = versionOf(name), file = name, inBrowsers = false } = {}) => ({
  name,
  version,
  file: new URL(`signers/${file}.js`, import.meta.url).href,
  inBrowsers,
})

/** The version of Mbed TLS that CMake used. */
export function stockVersion() {
  const header = new URL('build/wasm/_deps/mbedtls-src/include/mbedtls/build_info.h', root)
  if (!existsSync(header)) return ''
  return /MBEDTLS_VERSION_STRING\s+"([\d.]+)"/.exec(readFileSync(header, 'utf8'))?.[1] ?? ''
}

/** Libraries that make a JWT from PEM. */
export const rivals = [
  rival('imskit', { inBrowsers: true }),
  rival('node:crypto', { version: '', file: 'node-crypto' }),
  rival('WebCrypto', { version: '', file: 'webcrypto' }),
  rival('jose', { inBrowsers: true }),
  rival('jsonwebtoken'),
  rival('fast-jwt'),
  rival('pkijs', { inBrowsers: true }),
  rival('jsrsasign', { inBrowsers: true }),
  rival('node-forge', { inBrowsers: true }),
]

export const inBrowsers = rivals.filter((one) => one.inBrowsers)

/** The payload that all libraries sign: the claims of a connection. */
export const payload = {
  exp: 1_800_000_000,
  iss: '0123456789ABCDEF01234567@AdobeOrg',
  sub: '0123456789ABCDEF01234567@techacct.adobe.com',
  aud: 'https://ims-na1.adobelogin.com/c/0123456789abcdef0123456789abcdef',
  'https://ims-na1.adobelogin.com/s/ent_analytics_bulk_ingest_sdk': true,
}
