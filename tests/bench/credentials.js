#!/usr/bin/env node
// Compares what imskit and parsers get out of credential files, and prints a table:   npm run bench -- --only credentials
// A file counts for imskit if importCredentials returns each of its credentials, and no other, with every value in its field.
// It counts for a parser if each value is in the result under a name of its field, in whatever spelling, on whatever level; a
// private key counts for a parser if OpenSSL reads it as it is there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import aio from '@adobe/aio-lib-core-config'
import dotenv from 'dotenv'
import ini from 'ini'
import * as jsonc from 'jsonc-parser'
import { parse as parseToml } from 'smol-toml'
import YAML from 'yaml'
import { load } from '../../js/index.js'
import { hasAllValues, missingInImport } from '../support/credential-match.js'
import { makeSamples } from '../support/credential-samples.js'
import { versionOf } from './rivals.js'

const folder = mkdtempSync(join(tmpdir(), 'imskit-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.chdir(folder)
process.env.XDG_CONFIG_HOME = folder

/**
 * The configuration that `aio` and `@adobe/aio-lib-ims` see if the file is their `.aio` or `.env`.
 * @param {string} text
 */
function readAsAio(text) {
  return ['.aio', '.env'].map((name) => {
    writeFileSync(join(folder, '.aio'), name === '.aio' ? text : '')
    writeFileSync(join(folder, '.env'), name === '.env' ? text : '')
    return aio.reload().get('')
  })
}

/** @type {Record<string, (text: string) => unknown>} */
const parsers = {
  'JSON.parse': (text) => JSON.parse(text),
  [`jsonc-parser ${versionOf('jsonc-parser')}`]: (text) => jsonc.parse(text, [], { allowTrailingComma: true }),
  [`dotenv ${versionOf('dotenv')}`]: (text) => dotenv.parse(text),
  [`yaml ${versionOf('yaml')}`]: (text) => YAML.parse(text, { merge: true, logLevel: 'error' }),
  [`smol-toml ${versionOf('smol-toml')}`]: (text) => parseToml(text),
  [`ini ${versionOf('ini')}`]: (text) => ini.parse(text),
  [`@adobe/aio-lib-core-config ${versionOf('@adobe/aio-lib-core-config')}`]: readAsAio,
}

/** @param {(text: string) => unknown} parse @param {import('../support/credential-samples.js').Sample} sample */
function finds(parse, { text, has }) {
  try {
    return hasAllValues(parse(text), has)
  } catch {
    return false
  }
}

const samples = Object.entries(makeSamples())
const ims = await load()
/** The files that imskit does not read right, with what is missing. @type {string[]} */
const failures = []
for (const [title, { text, has }] of samples) {
  const missing = await missingInImport(ims, text, has)
  if (missing.length > 0) failures.push(`${title} (${missing.join(', ')})`)
}
const found = new Map(
  Object.entries(parsers).map(([name, parse]) => [
    name,
    new Set(samples.filter(([, sample]) => finds(parse, sample)).map(([title]) => title)),
  ]),
)
/** @param {string} name @param {number} right */
const row = (name, right) => `| ${name} | ${right} of ${samples.length} |`
console.log('| library | files with every value found |\n| --- | --- |')
console.log(row(`imskit ${versionOf('imskit')}`, samples.length - failures.length))
for (const [name, titles] of found) console.log(row(name, titles.size))
console.log(row('all of these parsers together', new Set([...found.values()].flatMap((titles) => [...titles])).size))
console.log(`\nimskit does not read: ${failures.join('; ') || 'none'}`)
