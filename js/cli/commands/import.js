import { load } from '../../index.js'
import { readPem, readText } from '../input.js'
import { harmless, out, writeJson } from '../output.js'
import { writeNewFile } from '../target.js'

/** @typedef {ReturnType<import('../../index.js').Ims['importCredentials']>} Imported */

/** @param {import('commander').Command} program */
export function addImport(program) {
  program
    .command('import')
    .description('turn a credential file of Adobe or its tools into a connection file')
    .argument('<file>', 'JSON of the Developer Console, of AEM or of @adobe/jwt-auth, a .env of aio, or an ini file')
    .option('--key <file>', 'the private key, which files of the Developer Console do not hold')
    .option('--certificate <file>', 'its certificate, to see whether it is one that the Developer Console lists')
    .option('--write <file>', 'write the connection there, its secrets included, for its owner alone; a new file')
    .option('--json', 'print the result as JSON, without secrets')
    .action(async (file, { key, certificate, write, json }) => {
      const ims = await load()
      const privateKey = key && (await readPem(key))
      const given = { ...(key && { privateKey }), ...(certificate && { certificate: await readPem(certificate) }) }
      const imported = complete(ims, await ims.importCredentials(await readText(file)), given)
      const known = imported.source !== null
      if (!known) process.exitCode = 1
      const writes = known && write !== undefined
      if (writes) await writeNewFile(write, `${JSON.stringify(imported.connection, null, 2)}\n`)
      if (json) return writeJson(withoutSecrets(ims, { file, ...imported, written: writes ? write : null }))
      writeReport(ims, file, imported)
      if (writes) out.write(`  Written, secrets included: ${harmless(write)}`)
      if (known && !writes) out.write(out.paint('dim', '\nTo keep it as a connection file: --write connection.json'))
    })
}

/**
 * With the key and certificate of other files, and what is to be said of them.
 * @param {import('../../index.js').Ims} ims @param {Imported} imported
 * @param {{ privateKey?: string, certificate?: string }} given
 * @returns {Imported}
 */
function complete(ims, imported, given) {
  if (imported.source === null) return imported
  const connection = { ...imported.connection, ...given }
  const { privateKey, certificate, passphrase } = connection
  if (privateKey === undefined) return { ...imported, connection }
  const { issues } = ims.inspectKey(privateKey, { passphrase, certificate, certificates: imported.certificates })
  const told = imported.issues.filter(({ code, field }) => field !== 'privateKey' && code !== 'certificate_expired')
  // A passphrase is asked for when the key is used.
  return { ...imported, connection, issues: [...told, ...issues.filter(({ code }) => code !== 'passphrase_required')] }
}

/** @param {import('../../index.js').Ims} ims @param {Imported & { file: string, written: string | null }} result */
function withoutSecrets({ tables }, { connection, ...result }) {
  const secret = new Set(tables.fields.filter((field) => field.secret).map(({ name }) => String(name)))
  const shown = Object.entries(connection).map(([name, value]) => [name, secret.has(name) ? '…' : value])
  return { ...result, connection: Object.fromEntries(shown) }
}

/** @param {import('../../index.js').Ims} ims @param {string} file @param {Imported} imported */
function writeReport(ims, file, imported) {
  const { source, certificates = [], issues } = imported
  const mark = source ? out.paint('green', '✓') : out.paint('red', '✗')
  out.write(`${mark} ${harmless(file)}${source ? `: ${source}` : ''}`)
  const { connection } = withoutSecrets(ims, { ...imported, file, written: null })
  /** @type {[string, string][]} */
  const rows = [
    ...Object.entries(connection).map(([name, value]) => /** @type {[string, string]} */ ([name, brief(value)])),
    ...certificates.map(
      ({ sha1, expires }) => /** @type {[string, string]} */ (['listed', `${sha1}, until ${expires}`]),
    ),
  ]
  if (rows.length > 0) out.rows(rows, '  ')
  if (issues.length > 0) out.issues(issues, '  ')
}

/** One line of a value. @param {unknown} value */
const brief = (value) => harmless(String(value).split('\n')[0] ?? '')
