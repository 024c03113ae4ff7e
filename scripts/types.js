#!/usr/bin/env node
// Writes the declarations of js/ into dist/types.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

const typedefs = /^\/\*\*\s+(?:\* )?(@(?:typedef|callback) [\s\S]*?)\s*\*\/\n/gm

/**
 * Copies the descriptions of typedefs and callbacks to their declarations, where editors and the API reference find them.
 * tsc drops them, or leaves the whole comment of the typedefs behind, which this removes.
 * @param {string} text @param {string} source its JavaScript
 */
function writeDescriptions(text, source) {
  /** @type {Map<string, string>} */
  const descriptions = new Map()
  for (const [, body = ''] of source.matchAll(typedefs)) {
    const tags = body
      .replace(/^ \* ?/gm, '')
      .matchAll(/@(typedef|callback) ([\s\S]*?)(?=@typedef|@callback|$(?![\s\S]))/g)
    for (const [, kind, after = ''] of tags) {
      const isType = kind === 'typedef'
      const [, name = '', comment = ''] =
        /^\s*(\w+)\s*([\s\S]*)$/.exec(isType ? after.slice(typeLength(after)) : after) ?? []
      // That of a callback includes its parameters.
      const description = isType ? comment.replace(/(^|\n)[@\n][\s\S]*/, '').replace(/^ {2}/gm, '') : comment
      if (description.trim()) descriptions.set(name, isType ? toSentence(description.trim()) : description.trim())
    }
  }
  return text.replace(typedefs, '').replace(/^export type (\w+)/gm, (declaration, name) => {
    const description = descriptions.get(name)
    return description
      ? `/**\n${description.replace(/^/gm, ' * ').replace(/ +$/gm, '')}\n */\n${declaration}`
      : declaration
  })
}

/** The length of the type in braces that a tag begins with. @param {string} text */
function typeLength(text) {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') depth++
    if (text[i] === '}' && --depth === 0) return i + 1
  }
  return 0
}

/** @param {string} text begins with a lowercase letter, as descriptions in tags do, or is sentences already */
const toSentence = (text) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase()).replace(/[^.\]\n]$/, '$&.')

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
  const script = join('js', name.replace(/\.d\.ts$/, '.js'))
  const source = existsSync(script) ? readFileSync(script, 'utf8') : ''
  const written = writeDisposing(writeDescriptions(writeReexports(text), source))
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
