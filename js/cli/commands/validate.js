import { ImsError, load } from '../../index.js'
import { checkEntry, nameOf, readConnectionFile } from '../connection.js'
import { fixEntry, fixFile } from '../fix.js'
import { findPath, nameFile, standardInput } from '../input.js'
import { brief, harmless, out, writeJson } from '../output.js'
import { UsageError } from '../usage-error.js'

/**
 * @typedef {import('../../host/connection-file.js').Entry} Entry
 * @typedef {import('../fix.js').Applied} Applied
 * @typedef {{ number: number, name: string, valid: boolean, fixes?: Applied[], issues: import('../output.js').AnyIssue[] }} Checked
 * @typedef {{ file: string, error?: ImsError, connections: Checked[] }} CheckedFile
 * @typedef {{ file: string, entry: Entry, name: string }} Named an entry with its place and name
 */

/** How many other entries of the same name are listed. */
const maxListed = 5

const fixHelp = `
--fix repairs only what is certain. It never shows a secret, and leaves alone the values that come from a key file or the
environment. With --write, only the repaired values change in the file. The exit code is 1 if an error is left.`

/** @param {import('commander').Command} program */
export function addValidate(program) {
  program
    .command('validate')
    .description('validate all connections in the files, and check that their names are unique')
    .argument('<file...>', 'connection files; - reads standard input')
    .option('--fix', 'show the fixes that are certain: remove quotes, swap values, add a suffix, …')
    .option('--write', 'with --fix: apply the fixes to the files')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', fixHelp)
    .action(async (files, { fix = false, write = false, json }) => {
      if (write && !fix) throw new UsageError('--write works only with --fix')
      if (write && files.includes(standardInput)) throw new UsageError('--write needs files, not standard input')
      const checked = await checkFiles(files, { fix, write })
      if (json) writeJson(toJson(checked))
      else writeText(checked, write)
      if (!isValid(checked)) process.exitCode = 1
    })
}

/**
 * Takes time linear in the number of connections.
 * @param {string[]} files @param {{ fix: boolean, write: boolean }} options
 * @returns {Promise<CheckedFile[]>} as the files are afterwards
 */
async function checkFiles(files, { fix, write }) {
  const ims = await load()
  const paths = await Promise.all(files.map((file) => (file === standardInput ? file : findPath(file))))
  const unique = new Map(files.map((file, i) => /** @type {const} */ ([paths[i], file])).reverse())
  const read = await Promise.all([...unique.values()].reverse().map((file) => readFile(file, write)))
  /** @type {Map<string, Named[]>} */
  const byName = new Map()
  for (const { file, entries } of read) {
    for (const entry of entries) {
      const name = nameOf(entry.connection)
      const key = ims.nameKey(name)
      byName.set(key, [...takeFew(byName.get(key)), { file, entry, name }])
    }
  }
  return read.map(({ file, error, entries, made }) => {
    const connections = entries.map((entry) => {
      const name = nameOf(entry.connection)
      const others = name === '' ? [] : (byName.get(ims.nameKey(name)) ?? []).filter((other) => other.entry !== entry)
      const issues = check(ims, entry, others)
      const fixes = write ? (made.get(entry.number) ?? []) : fix ? fixEntry(ims, entry).fixes : []
      const valid = issues.every(({ severity }) => severity === 'warning')
      return { number: entry.number, name, valid, issues, ...(fix && { fixes }) }
    })
    return { file, error, connections }
  })
}

/** A thousand entries of one name need not list one another. @param {Named[]} [named] */
const takeFew = (named = []) => named.slice(0, maxListed)

/** @param {string} file @param {boolean} fix true to fix it first */
async function readFile(file, fix) {
  /** @type {Map<number, Applied[]>} */
  let made = new Map()
  try {
    if (fix) made = await fixFile(file)
    return { file, entries: await readConnectionFile(file), made }
  } catch (error) {
    if (!(error instanceof ImsError) || error.code === 'ERR_USAGE') throw error
    return { file, error, entries: [], made }
  }
}

/**
 * @param {import('../../core/types.js').Ims} ims @param {Entry} entry @param {Named[]} others of the same name
 * @returns {import('../output.js').AnyIssue[]}
 */
function check(ims, entry, others) {
  const where = others.map(({ file, entry: { number } }) => `entry ${number} of ${nameFile(file)}`).join(', ')
  return checkEntry(ims, entry, { takenNames: others.slice(0, 1).map(({ name }) => name) }).map((issue) =>
    issue.code === 'not_unique' ? { ...issue, hint: `${issue.hint ?? ''} Also used by ${where}.`.trim() } : issue,
  )
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
      connections: connections.map(({ number, ...checked }) => ({ entry: number, ...checked })),
    })),
  }
}

/** @param {string} [value] of a field, before or after a fix */
const show = (value) => brief(value || '(nothing)')

/** @param {CheckedFile[]} files @param {boolean} written true if the fixes were made */
function writeText(files, written) {
  for (const { file, error, connections } of files) {
    out.write(out.paint('bold', harmless(nameFile(file))))
    if (error) {
      const issue = {
        field: '',
        code: /** @type {const} */ ('unreadable_file'),
        severity: /** @type {const} */ ('error'),
      }
      out.issues([{ ...issue, message: error.message, hint: error.hint }], '  ')
    }
    for (const { number, name, valid, issues, fixes = [] } of connections) {
      const mark = valid ? out.paint('green', '✓') : out.paint('red', '✗')
      out.write(`  ${mark} ${number}  ${brief(name) || '(no name)'}`)
      for (const { field, title, before, after, others = [] } of fixes) {
        out.write(`       ${out.paint('cyan', written ? 'fixed' : 'fix')}  ${brief(field)}: ${harmless(title)}`)
        if (before === undefined) continue
        for (const edit of [{ field, before, after }, ...others])
          out.write(
            `            ${others.length > 0 ? `${edit.field}: ` : ''}${show(edit.before)} → ${show(edit.after)}`,
          )
      }
      if (issues.length > 0) out.issues(issues, '       ')
    }
  }
  const all = files.flatMap(({ connections }) => connections)
  const bad = all.filter(({ valid }) => !valid).length
  const unread = files.filter(({ error }) => error).length
  const parts = [`${all.length - bad} valid`, `${bad} invalid`, ...(unread ? [`${unread} unreadable`] : [])]
  out.write(out.paint(isValid(files) ? 'green' : 'red', parts.join(', ')))
  const fixes = all.reduce((sum, connection) => sum + (connection.fixes?.length ?? 0), 0)
  if (fixes > 0 && !written)
    out.write(
      `${fixes} ${fixes === 1 ? 'fix' : 'fixes'}. To apply ${fixes === 1 ? 'it' : 'them'}, run again with --write.`,
    )
}
