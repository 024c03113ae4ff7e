// Writes the compatibility table of the README from the results of the tests.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const parts = ['runtimes', 'consumers']
/** @param {string} part */
const folderOf = (part) => `build/working/${part}`

/** Forgets the results of an earlier run. @param {string} part of the tests */
export const forgetWorking = (part) => rmSync(folderOf(part), { recursive: true, force: true })

/** Writes the table if every part has run. */
export function writeWorking() {
  if (!parts.every((part) => existsSync(folderOf(part)))) return
  /** @type {Map<string, string[]>} */
  const seen = new Map()
  for (const file of parts.flatMap((part) => readdirSync(folderOf(part)).map((name) => `${folderOf(part)}/${name}`))) {
    const [name, version, what] = JSON.parse(readFileSync(file, 'utf8'))
    const place = `| ${name} | ${version} |`
    seen.set(place, [...(seen.get(place) ?? []), what])
  }
  const rows = [...seen].map(([place, what]) => `${place} ${what.join(', ')} |`).sort(new Intl.Collator('en').compare)
  const table = ['| in | version | what the tests do there |', '| --- | --- | --- |', ...rows].join('\n')
  const [start, end] = ['<!-- npm run test:all writes from here -->', '<!-- to here -->']
  const text = readFileSync('README.md', 'utf8')
  const [before = '', after = ''] = text.split(start)
  const rest = after.slice(after.indexOf(end))
  writeFileSync('README.md', `${before}${start}\n${table}\n${rest}`)
}
