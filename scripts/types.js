#!/usr/bin/env node
// Writes the declarations of js/ into dist/types.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = 'dist/types'

rmSync(folder, { recursive: true, force: true })
const { status } = spawnSync(
  'npx',
  ['tsc', '-p', 'tsconfig.json', '--noEmit', 'false', '--noEmitOnError', '--emitDeclarationOnly', '--outDir', folder],
  { stdio: ['ignore', 2, 2] },
)
if (status !== 0) throw new Error('tsc failed; see the lines above')

/**
 * Turns the aliases that tsc writes for `@typedef {import('…').Name} Name` into re-exports, which also keep type parameters.
 * An alias is a new symbol. With aliases, `export const ims = await load()` fails in the declarations of users (TS2742),
 * because no entry of the package exports the type of `ims`.
 * @param {string} text
 */
function writeReexports(text) {
  /** @type {Map<string, string[]>} */
  const names = new Map()
  const rest = text
    .replace(/^export type (\w+) = import\((["'])(.+?)\2\)\.\1;\n/gm, (_all, name, _quote, from) => {
      names.set(from, [...(names.get(from) ?? []), name])
      return ''
    })
    // tsc also keeps the comments with the typedefs, which editors would show for the next declaration.
    .replace(/^\/\*\*\n(?: \*(?: @typedef \{import\(.*\}.*| @typedef \{.*\} \w+)?\n)+ \*\/\n/gm, '')
  const lines = [...names].flatMap(([from, some]) => {
    const list = some.sort().join(', ')
    return [`import type { ${list} } from '${from}';\n`, `export type { ${list} };\n`]
  })
  return lines.join('') + rest
}

/**
 * Moves `[Symbol.asyncDispose]` from a class to an interface that declares it only if `lib` has that symbol.
 * @param {string} text
 */
function writeDisposing(text) {
  const member = /^ +\[Symbol\.asyncDispose\]\(\): Promise<void>;\n/m
  if (!member.test(text)) return text
  const [, name] = /^export declare class (\w+)/m.exec(text) ?? []
  return `import type { AsyncDisposing } from '../core/types.js';
${text.replace(member, '').trimEnd()}
export interface ${name} extends AsyncDisposing {
}
`
}

for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue
  const file = join(folder, name)
  const text = readFileSync(file, 'utf8')
  const written = writeDisposing(writeReexports(text))
  if (written !== text) writeFileSync(file, written)
}

// The export named 'module.exports' is what `require` returns
// (https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require). TypeScript accepts that name from 5.6 on and
// uses it from 5.8 on, so only a separate file for 5.8 declares it.
const jwtAuth = join(folder, 'jwt-auth.d.ts')
const name = ", authorize as 'module.exports'"
const declared = readFileSync(jwtAuth, 'utf8')
if (!declared.includes(name)) throw new Error(`${jwtAuth} lacks${name.slice(1)}`)
writeFileSync(jwtAuth, declared.replace(name, ''))
writeFileSync(join(folder, 'jwt-auth-5.8.d.ts'), declared)
