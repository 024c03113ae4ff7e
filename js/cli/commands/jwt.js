import { load } from '../../index.js'
import { readConnection, warn } from '../connection.js'
import { err, out, writeJson } from '../output.js'
import { unlock } from '../passphrase.js'
import { writeExpiry } from '../time.js'
import { writeClaims } from './decode.js'

/** What claims do not contain. */
const secrets = ['clientSecret', 'privateKey', 'privateKeyFile', 'passphrase']

/** @param {import('commander').Command} program */
export function addJwt(program) {
  program
    .command('jwt')
    .description('sign the JWT of a connection and print it')
    .argument('<file>', 'connection file; - reads standard input')
    .option('--name <name>', 'which connection to use, if the file has several')
    .option('--passphrase-file <file>', 'file with the passphrase of the key; if omitted, you are asked')
    .option('--claims', 'print the claims without signing them')
    .option('--json', 'print the result as JSON')
    .action(async (file, { name, passphraseFile, claims: preview, json }) => {
      const ims = await load()
      const connection = await readConnection(file, name, preview ? secrets : ['clientSecret'])
      const jwt = preview ? undefined : ims.signJwt(await unlock(connection, passphraseFile))
      const claims = jwt === undefined ? ims.claims(connection) : ims.decode(jwt).payload
      const expiresAt = new Date(Number(claims.exp) * 1000)
      if (json) return writeJson({ jwt, claims, expiresAt })
      await warn(connection, ['clientId', 'technicalAccountId', 'organizationId', 'imsHost'])
      if (jwt === undefined) return writeClaims(claims)
      out.write(jwt)
      err.write(err.paint('dim', `expires ${writeExpiry(expiresAt)}`))
    })
}
