import { resolve } from 'node:path'
import { ImsError, load } from '../../index.js'
import { checkEntry, nameOf } from '../connection.js'
import { readConnectionFile } from '../files.js'
import { brief, harmless, out, writeJson } from '../output.js'

/**
 * @typedef {{ number: number, name: string, valid: boolean, issues: import('../output.js').AnyIssue[] }} Checked
 * @typedef {{ file: string, error?: ImsError, connections: Checked[] }} CheckedFile
 */

/** @param {import('commander').Command} program */
export function addValidate(program) {
  program
    .command('validate')
    .description('check every connection of every file, and that no name occurs twice')
    .argument('<file...>', 'connection files')
    .option('--json', 'print the result as JSON')
    .action(async (files, { json }) => {
      const checked = await checkFiles(files)
      if (json) writeJson(toJson(checked))
      else writeText(checked)
      if (!isValid(checked)) process.exitCode = 1
    })
}

/** @param {string[]} files @returns {Promise<CheckedFile[]>} */
async function checkFiles(files) {
  const ims = await load()
  const unique = files.filter((file, i) => files.findIndex((other) => resolve(other) === resolve(file)) === i)
  const read = await Promise.all(unique.map(readFile))
  const places = read.flatMap(({ file, entries }) => {
    return entries.map((entry) => {
      const name = nameOf(entry.connection)
      return { file, entry, name, key: ims.nameKey(name) }
    })
  })
  return read.map(({ file, error, entries }) => {
    const connections = entries.map((entry) => {
      const name = nameOf(entry.connection)
      const others = places.filter((place) => place.entry !== entry && name !== '' && place.key === ims.nameKey(name))
      const issues = check(ims, entry, others)
      return { number: entry.number, name, issues, valid: issues.every(({ severity }) => severity === 'warning') }
    })
    return { file, error, connections }
  })
}

/** @param {string} file */
async function readFile(file) {
  try {
    return { file, entries: await readConnectionFile(file) }
  } catch (error) {
    if (!(error instanceof ImsError)) throw error
    return { file, error, entries: [] }
  }
}

/**
 * @param {import('../../index.js').Ims} ims @param {import('../files.js').Entry} entry
 * @param {{ file: string, entry: import('../files.js').Entry, name: string }[]} others of the same name
 * @returns {import('../output.js').AnyIssue[]}
 */
function check(ims, entry, others) {
  const where = others.map(({ file, entry: { number } }) => `entry ${number} of ${file}`).join(', ')
  return checkEntry(ims, entry, { takenNames: others.map(({ name }) => name) }).map((issue) => {
    return issue.code === 'not_unique' ? { ...issue, hint: `${issue.hint ?? ''} The other: ${where}.`.trim() } : issue
  })
}

/** @param {CheckedFile[]} files */
const isValid = (files) => files.every(({ error, connections }) => !error && connections.every(({ valid }) => valid))

/** @param {CheckedFile[]} files */
function toJson(files) {
  return {
    valid: isValid(files),
    files: files.map(({ file, error, connections }) => ({
      file,
      ...(error && { error: { ...error, name: undefined, message: error.message } }),
      connections: connections.map(({ number, name, valid, issues }) => ({ entry: number, name, valid, issues })),
    })),
  }
}

/** @param {CheckedFile[]} files */
function writeText(files) {
  for (const { file, error, connections } of files) {
    out.write(out.paint('bold', harmless(file)))
    if (error)
      out.issues(
        [{ field: '', code: 'unreadable_file', severity: 'error', message: error.message, hint: error.hint }],
        '  ',
      )
    for (const { number, name, valid, issues } of connections) {
      const mark = valid ? out.paint('green', '✓') : out.paint('red', '✗')
      out.write(`  ${mark} ${number}  ${brief(name) || '(no name)'}`)
      if (issues.length > 0) out.issues(issues, '       ')
    }
  }
  const all = files.flatMap(({ connections }) => connections)
  const bad = all.filter(({ valid }) => !valid).length
  const unread = files.filter(({ error }) => error).length
  const parts = [`${all.length - bad} valid`, `${bad} invalid`, ...(unread ? [`${unread} unreadable`] : [])]
  out.write(out.paint(isValid(files) ? 'green' : 'red', parts.join(', ')))
}
