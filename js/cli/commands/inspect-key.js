import { nameSource } from '../../host/connection-file.js'
import { load } from '../../index.js'
import { nameFile, quoteFile, readBytes, readPem, readText } from '../input.js'
import { harmless, out, writeJson } from '../output.js'
import { askPassphrase, readPassphrase } from '../passphrase.js'
import { writeExpiry } from '../time.js'
import { UsageError } from '../usage-error.js'
import { writeNewFile } from '../write-file.js'

/**
 * @typedef {import('../../core/types.js').KeyReport} KeyReport
 * @typedef {{ certificate?: string, certificates?: import('../../core/types.js').ListedCertificate[] }} Comparison
 */

const fingerprintAdvice = `
The Developer Console lists the fingerprint of the certificate, not of the key. To print it, add
  --certificate certificate_pub.crt
or run
  openssl x509 -in certificate_pub.crt -noout -fingerprint -sha1`

/** @type {Map<boolean | null, string>} */
const belonging = new Map([
  [true, 'belongs to the key'],
  [false, 'does not belong to the key'],
  [null, 'not compared: the key is unreadable'],
])

/** @param {import('commander').Command} program */
export function addInspectKey(program) {
  program
    .command('inspect-key')
    .description('show what a private key is and what is wrong with it, and repair it')
    .argument('<file>', 'the key, in any format and however it was pasted; - reads standard input')
    .option('--certificate <file>', 'certificate, to check that it belongs to the key and when it expires')
    .option('--credentials <file>', 'JSON file of the Developer Console, to check that it lists the certificate')
    .option('--passphrase-file <file>', 'file with the passphrase of the key; if omitted, you are asked')
    .option('--write <file>', 'write the repaired key as unencrypted PKCS#8 to a new file that only you can read')
    .option('--json', 'print the result as JSON')
    .action(async (file, { certificate: certificateFile, credentials, passphraseFile, write, json }) => {
      const key = await readBytes(file)
      const certificate = certificateFile && (await readPem(certificateFile))
      const certificates = credentials && (await readListed(credentials))
      const { report: found, passphrase } = await inspect(key, { certificate, certificates }, passphraseFile)
      const report = await explainCredentials(file, key, found)
      if (!report.usable) process.exitCode = 1
      const writes = write !== undefined && report.usable
      if (writes) await writeNewFile(write, (await load()).toPkcs8(key, { passphrase }))
      if (json) return writeJson({ file, ...report, written: writes ? write : null })
      await writeReport(file, report)
      if (!report.usable && write !== undefined) out.write('  Nothing was written.')
      if (writes) out.write(`  Written, unencrypted: ${harmless(write)}`)
      if (report.usable && !certificate && !certificates) out.write(out.paint('dim', fingerprintAdvice))
    })
}

/** Reads the certificates that the Developer Console lists. @param {string} file */
async function readListed(file) {
  const { certificates } = await (await load()).importCredentials(await readText(file))
  if (certificates) return certificates
  throw new UsageError(
    `${nameFile(file)} lists no certificates; use the JSON of a JWT credential from the Developer Console`,
  )
}

/**
 * Inspects a key with the passphrase of the file. If it needs one and there is a terminal, asks for it.
 * @param {Uint8Array} key @param {Comparison} comparison @param {string} [passphraseFile]
 * @returns {Promise<{ report: KeyReport, passphrase?: string }>}
 */
async function inspect(key, comparison, passphraseFile) {
  const ims = await load()
  const given = passphraseFile === undefined ? undefined : await readPassphrase(passphraseFile)
  const report = ims.inspectKey(key, { ...comparison, passphrase: given })
  if (!isLocked(report) || !process.stdin.isTTY) return { report, passphrase: given }
  const passphrase = await askPassphrase()
  return { report: ims.inspectKey(key, { ...comparison, passphrase }), passphrase }
}

/**
 * The report about a file that is a credential file instead.
 * @param {string} file @param {Uint8Array} bytes @param {KeyReport} report
 * @returns {Promise<KeyReport>}
 */
async function explainCredentials(file, bytes, report) {
  if (!report.issues.some(({ code }) => code === 'not_a_key')) return report
  const { source } = await (await load()).importCredentials(new TextDecoder().decode(bytes))
  if (source === null) return report
  const message = `This is a credential file (${nameSource(source)}), not a private key.`
  const hint = `To import it:\nnpx imskit import ${quoteFile(file)} --write connection.json`
  const issues = report.issues.map((issue) => (issue.code === 'not_a_key' ? { ...issue, message, hint } : issue))
  return { ...report, issues }
}

/** @param {KeyReport} report */
const isLocked = ({ issues }) => issues.some(({ code }) => code === 'passphrase_required')

/** @param {string} file @param {KeyReport} report */
async function writeReport(file, report) {
  const { usable, fingerprints, certificateExpires, matchesCertificate, issues } = report
  const mark = usable ? out.paint('green', '✓') : out.paint('red', '✗')
  out.write(`${mark} ${harmless(nameFile(file))}: ${usable ? 'usable' : 'not usable'}`)
  const belongs = fingerprints.certificateSha1 && belonging.get(matchesCertificate)
  /** @type {[string, string | null][]} */
  const rows = [
    ['key', describe(report)],
    ...(await listRepairs(report)),
    ['SHA-256 (SPKI)', fingerprints.spkiSha256],
    ['certificate', belongs ?? null],
    ['  SHA-1', fingerprints.certificateSha1],
    ['  expires', certificateExpires && writeExpiry(certificateExpires)],
  ]
  out.rows(/** @type {[string, string][]} */ (rows.filter(([, value]) => value !== null)), '  ')
  if (issues.length > 0) out.issues(issues, '  ')
  if (isLocked(report)) out.write('  Without a terminal, use --passphrase-file FILE')
}

/** @param {KeyReport} report */
function describe({ format, algorithm, bits, encrypted }) {
  if (format === null) return null
  return [algorithm, bits && `${bits} bits`, format, encrypted ? 'encrypted' : 'not encrypted']
    .filter(Boolean)
    .join(', ')
}

/** The repairs, in the words of the core. @param {KeyReport} report @returns {Promise<[string, string][]>} */
async function listRepairs({ repairs }) {
  const { tables } = await load()
  const messages = new Map(tables.repairs.map(({ code, message }) => [code, message]))
  return repairs.map((code, i) => [i === 0 ? 'repaired' : '', messages.get(code) ?? code])
}
