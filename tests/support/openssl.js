// Makes keys and signatures with the openssl command in a temporary folder.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const folder = mkdtempSync(join(tmpdir(), 'imskit-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** @param {...string} args @returns {Buffer} its standard output */
export const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })

let made = 0

/** A fresh RSA key. @param {number} bits @returns {{ file: string, pem: string }} PKCS#8 */
export function makeKey(bits) {
  const file = join(folder, `${++made}.key`)
  openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`, '-out', file)
  return { file, pem: readFileSync(file, 'utf8') }
}

/** RS256 by OpenSSL. @param {string} message @param {string} keyFile @returns {Buffer} */
export function signature(message, keyFile) {
  const file = join(folder, `${++made}.txt`)
  writeFileSync(file, message)
  return openssl('dgst', '-sha256', '-sign', keyFile, file)
}

/** A self-signed certificate. @param {string} keyFile */
export const makeCertificate = (keyFile) =>
  openssl('req', '-x509', '-sha256', '-days', '30', '-key', keyFile, '-subj', '/CN=imskit test').toString()
