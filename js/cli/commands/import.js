import { basename, dirname, join, relative, resolve } from 'node:path'
import { nameSource } from '../../host/connection-file.js'
import { load } from '../../index.js'
import { isPrivateKey, nameFile, quoteFile, readPem, readText } from '../input.js'
import { harmless, out, writeJson } from '../output.js'
import { UsageError } from '../usage-error.js'
import { writeNewFile } from '../write-file.js'

/**
 * @typedef {import('../../core/types.js').Ims} Ims
 * @typedef {Awaited<ReturnType<Ims['importCredentials']>>} Imported
 */

/** @param {import('commander').Command} program */
export function addImport(program) {
  program
    .command('import')
    .description('convert a file with Adobe credentials into a connection file')
    .argument(
      '<file>',
      'JSON of the Developer Console or of AEM, .env, YAML, ini, properties, a Postman environment, …',
    )
    .option('--candidate <name>', 'which credential to use, if the file has several')
    .option('--key <file>', 'private key; default: the file that the credential file names, in the same folder')
    .option('--certificate <file>', 'certificate of the key, to check that the Developer Console lists it')
    .option('--write <file>', 'write the connection and its secrets to a new file that only you can read')
    .option('--json', 'print the result as JSON, without secrets')
    .action(async (file, { candidate, key, certificate, write, json }) => {
      const ims = await load()
      const text = await readText(file)
      const found = await ims.importCredentials(text)
      const chosen = choose(file, isPrivateKey(text) ? explainKey(file, found) : found, candidate)
      const privateKey = key === undefined ? await readNamedKey(file, chosen) : await readPem(key)
      const given = {
        ...(privateKey && { privateKey }),
        ...(certificate && { certificate: await readPem(certificate) }),
      }
      const imported = complete(ims, chosen, given, key !== undefined)
      const known = imported.source !== null
      if (imported.issues.some(({ severity }) => severity === 'error')) process.exitCode = 1
      const writes = known && write !== undefined
      if (writes) await writeNewFile(write, `${JSON.stringify(imported.connection, null, 2)}\n`)
      if (json) return writeJson(withoutSecrets(ims, { file, ...imported, written: writes ? write : null }))
      writeReport(ims, nameFile(file), imported)
      if (writes) out.write(`  Written, with secrets: ${harmless(write)}`)
      if (known && !writes) out.write(out.paint('dim', '\nTo save it as a connection file: --write connection.json'))
    })
}

/**
 * The import with another candidate in the first place.
 * @param {string} file @param {Imported} imported @param {string} [label] default: the first candidate
 * @returns {Imported}
 * @throws {UsageError}
 */
function choose(file, imported, label) {
  const { source, candidates, issues } = imported
  if (label === undefined || source === null) return imported
  const chosen = candidates.find((candidate) => candidate.label === label)
  if (!chosen) {
    const labels = candidates.map((candidate) => `“${candidate.label}”`).join(', ')
    throw new UsageError(`${nameFile(file)} has no credential “${label}”. It has ${labels}`)
  }
  const { connection, certificates, keyFile } = chosen
  const [first] = candidates
  const ofFile = issues.filter((issue) => issue.code !== 'several_credentials' && !first?.issues.includes(issue))
  return {
    source,
    connection: { ...connection },
    candidates: [chosen, ...candidates.filter((candidate) => candidate !== chosen)],
    ...(certificates && { certificates }),
    ...(keyFile && { keyFile }),
    issues: [...ofFile, ...chosen.issues],
  }
}

/**
 * The import of a file that is a private key instead.
 * @param {string} file @param {Imported} imported
 * @returns {Imported}
 */
function explainKey(file, imported) {
  if (imported.source !== null) return imported
  const message = 'This is a private key, not a credential file.'
  const hint = `To check the key:\nnpx imskit inspect-key ${quoteFile(file)}`
  return { ...imported, issues: imported.issues.map((issue) => ({ ...issue, message, hint })) }
}

/**
 * The key of the file that the credential file names, if it is in the same folder or below.
 * @param {string} file @param {Imported} imported
 * @returns {Promise<string | undefined>}
 */
async function readNamedKey(file, { connection, keyFile }) {
  if (keyFile === undefined || connection.privateKey !== undefined) return undefined
  const folder = dirname(resolve(file))
  const named = keyFile.replaceAll('\\', '/')
  const inside = !relative(folder, resolve(folder, named)).startsWith('..')
  for (const path of [...(inside ? [resolve(folder, named)] : []), join(folder, basename(named))]) {
    const key = await readPem(path).catch(() => undefined) // the issue key_in_file stays
    if (key !== undefined) return key
  }
  return undefined
}

/**
 * The import with the key and certificate of other files, and the issues that follow from them.
 * @param {Ims} ims @param {Imported} imported @param {{ privateKey?: string, certificate?: string }} given
 * @param {boolean} hasKeyForAll true if the key is that of --key, which is for any candidate
 * @returns {Imported}
 */
function complete(ims, imported, given, hasKeyForAll) {
  if (imported.source === null) return imported
  const connection = { ...imported.connection, ...given }
  const { privateKey, certificate, passphrase } = connection
  if (privateKey === undefined) return { ...imported, connection }
  const { issues } = ims.inspectKey(privateKey, { passphrase, certificate, certificates: imported.certificates })
  const others = imported.issues.filter(({ code, field }) => field !== 'privateKey' && code !== 'certificate_expired')
  // A passphrase is asked for when the key is used.
  return {
    ...imported,
    connection,
    candidates: imported.candidates.map((candidate, i) =>
      i === 0 || hasKeyForAll
        ? { ...candidate, issues: candidate.issues.filter((issue) => !isKeyElsewhere(issue)) }
        : candidate,
    ),
    issues: [...others, ...issues.filter(({ code }) => code !== 'passphrase_required')],
  }
}

/** Whether an issue says that the key is not in the credential file. @param {Imported['issues'][number]} issue */
const isKeyElsewhere = ({ field, code }) => field === 'privateKey' && (code === 'not_in_file' || code === 'key_in_file')

/** @param {Ims} ims @param {Imported & { file: string, written: string | null }} result */
function withoutSecrets({ tables }, { connection, candidates, ...result }) {
  const secret = new Set(tables.fields.filter((field) => field.secret).map(({ name }) => String(name)))
  /** @param {object} values */
  const hide = (values) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, secret.has(name) ? '…' : value]))
  return {
    ...result,
    connection: hide(connection),
    candidates: candidates.map((candidate) => ({ ...candidate, connection: hide(candidate.connection) })),
  }
}

/** @param {Ims} ims @param {string} file @param {Imported} imported */
function writeReport(ims, file, imported) {
  const { source, candidates, certificates = [], issues } = imported
  const mark = source ? out.paint('green', '✓') : out.paint('red', '✗')
  out.write(`${mark} ${harmless(file)}${source ? `: ${nameSource(source)}` : ''}`)
  const { connection } = withoutSecrets(ims, { ...imported, file, written: null })
  const [chosen, ...others] = candidates
  /** @type {[string, string][]} */
  const rows = [
    ...(chosen && others.length > 0 ? [row('credential', `${chosen.label} (${chosen.type})`)] : []),
    ...Object.entries(connection).map(([name, value]) => row(name, String(value))),
    ...(isEncrypted(ims, imported.connection)
      ? [row('', 'The private key is encrypted. Commands that sign ask for its passphrase.')]
      : []),
    ...certificates.map(({ sha1, expires }) => row('listed', `${sha1}, until ${expires}`)),
  ]
  if (rows.length > 0) out.rows(rows, '  ')
  if (issues.length > 0) out.issues(issues, '  ')
  if (others.length > 0) {
    out.write('  Other credentials in this file, for --candidate:')
    out.rows(
      others.map(({ label, type }) => row(label, type)),
      '    ',
    )
  }
}

/** @param {Ims} ims @param {import('../../core/types.js').Connection} connection */
const isEncrypted = (ims, { privateKey }) => privateKey !== undefined && ims.inspectKey(privateKey).encrypted

/** Each on one line. @param {string} name @param {string} value @returns {[string, string]} */
const row = (name, value) => [harmless(name), harmless(value.split('\n')[0] ?? '')]
