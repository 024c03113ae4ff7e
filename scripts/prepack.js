// Runs before `npm pack`: sets the same file modes on every machine, so that the tarball has the same bytes.
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'

const { bin, files } = JSON.parse(readFileSync('package.json', 'utf8'))
const programs = Object.values(bin).map(normalize)

const published = files.filter((/** @type {string} */ name) => !name.startsWith('!'))
for (const top of [...published, 'package.json', 'README.md', 'LICENSE']) {
  const below = statSync(top).isDirectory() ? readdirSync(top, { recursive: true }).map(String) : ['.']
  for (const path of below.map((name) => join(top, name))) {
    const executable = statSync(path).isDirectory() || programs.includes(path)
    chmodSync(path, executable ? 0o755 : 0o644)
  }
}
