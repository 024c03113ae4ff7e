import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A temporary folder that is removed when the process exits. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'imskit-test-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the openssl command. @param {string[]} args @param {string | Buffer} [input] */
export function openssl(args, input) {
  return execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'pipe'] })
}

/**
 * Makes an RSA key and its certificate with Adobe's documented command.
 * @param {string} [folder]
 */
export function makeKey(folder = makeFolder()) {
  const [privateKeyFile, certificateFile, publicKeyFile] = ['private.key', 'certificate_pub.crt', 'public.pem'].map(
    (name) => join(folder, name),
  )
  const key = ['-newkey', 'rsa:2048', '-keyout', privateKeyFile, '-out', certificateFile]
  openssl(['req', '-x509', '-sha256', '-nodes', '-days', '2', '-subj', '/CN=imskit-test', ...key])
  chmodSync(privateKeyFile, 0o600)
  openssl(['pkey', '-in', privateKeyFile, '-pubout', '-out', publicKeyFile])
  const [privateKey, certificate, publicKey] = [privateKeyFile, certificateFile, publicKeyFile].map((file) =>
    readFileSync(file, 'utf8'),
  )
  return { folder, privateKeyFile, certificateFile, publicKeyFile, privateKey, certificate, publicKey }
}
