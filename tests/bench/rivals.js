// Who is compared: a line each. What a signer does with a key stands in signers/.
import { existsSync, readFileSync } from 'node:fs'

/**
 * @typedef {(pem: string, payload: Record<string, unknown>, passphrase?: string) => string | Promise<string>} Signer
 *   to a compact JWS
 * @typedef {object} Rival
 * @property {string} name
 * @property {string} version empty for what is Node's own
 * @property {string} file of its signer
 * @property {boolean} inBrowsers whether a bundler can make a page's module of it
 */

const root = new URL('../../', import.meta.url)

/** The version that is installed. @param {string} name of a package */
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

/** The version of Mbed TLS that CMake took. */
export function stockVersion() {
  const header = new URL('build/wasm/_deps/mbedtls-src/include/mbedtls/build_info.h', root)
  if (!existsSync(header)) return ''
  return /MBEDTLS_VERSION_STRING\s+"([\d.]+)"/.exec(readFileSync(header, 'utf8'))?.[1] ?? ''
}

/** Each makes a JWT from PEM, by its own means. */
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

/** What all of them sign: the claims of a connection. */
export const payload = {
  exp: 1_800_000_000,
  iss: '0123456789ABCDEF01234567@AdobeOrg',
  sub: '0123456789ABCDEF01234567@techacct.adobe.com',
  aud: 'https://ims-na1.adobelogin.com/c/0123456789abcdef0123456789abcdef',
  'https://ims-na1.adobelogin.com/s/ent_analytics_bulk_ingest_sdk': true,
}
