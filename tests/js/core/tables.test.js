// Fields and codes are defined once, in src/ or in js/core/error-codes.js. This compares all other lists with them, both ways.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { errorMeanings } from '../../../js/core/error-codes.js'

const root = new URL('../../../', import.meta.url)
const read = (path) => readFileSync(new URL(path, root), 'utf8')
const sources = (folder) =>
  readdirSync(new URL(folder, root), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => name.endsWith('.js'))

const sorted = (values) => [...new Set(values)].sort()

/** @type {import('imskit').Ims['tables']} */
let tables
before(async () => {
  tables = (await load()).tables
})

/** The members of a union in the generated types. */
function union(name) {
  const [, text] = new RegExp(`^export type ${name} = (.*)$`, 'm').exec(read('dist/tables.d.ts')) ?? []
  assert.ok(text, name)
  return sorted(text.split(' | ').map((member) => member.slice(1, -1)))
}

/** The first column of a table in the documentation, under its heading. */
function documented(heading) {
  const [, section] = read('docs/reference.md').split(`## ${heading}\n`)
  assert.ok(section, heading)
  return sorted([...section.split('\n## ')[0].matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name))
}

describe('tables', () => {
  it('are in the TypeScript types', () => {
    assert.deepEqual(union('FieldName'), sorted(tables.fieldNames))
    assert.deepEqual(union('FormFieldName'), sorted(tables.fields.map(({ name }) => name)))
    assert.deepEqual(union('IssueCode'), sorted(tables.issues.map(({ code }) => code)))
    assert.deepEqual(union('FixCode'), sorted(tables.fixes.map(({ code }) => code)))
    assert.deepEqual(union('RepairCode'), sorted(tables.repairs.map(({ code }) => code)))
    assert.deepEqual(union('ErrorCode'), sorted(tables.errors.map(({ code }) => code)))
    assert.deepEqual(union('RuntimeEnvironmentKind'), sorted(tables.runtimeEnvironmentKinds))
  })

  it('are in the documentation', () => {
    assert.deepEqual(documented('Fields'), sorted(tables.fieldNames))
    assert.deepEqual(documented('Issue codes'), sorted(tables.issues.map(({ code }) => code)))
    assert.deepEqual(documented('Fixes'), sorted(tables.fixes.map(({ code }) => code)))
    assert.deepEqual(documented('Repairs'), sorted(tables.repairs.map(({ code }) => code)))
    assert.deepEqual(documented('Error codes'), sorted(tables.errors.map(({ code }) => code)))
  })

  it('hold each error code once, with a sentence', () => {
    const codes = tables.errors.map(({ code }) => code)
    assert.deepEqual(sorted(codes), [...codes].sort())
    for (const { code, meaning } of tables.errors) assert.match(meaning, /^[A-Z`].*\.$/, code)
  })

  it('hold the error codes that JavaScript raises, in JavaScript only', () => {
    const raised = sources('js')
      .filter((path) => path !== 'js/core/error-codes.js')
      .flatMap((path) => read(path).match(/'ERR_[A-Z_]+'/g) ?? [])
      .map((quoted) => quoted.slice(1, -1))
    // The token room gives it to errors of the network, which have codes of their own.
    const known = new Set(['ERR_PROXY_LOGIN', ...tables.errors.map(({ code }) => code)])
    assert.deepEqual(
      sorted(raised).filter((code) => !known.has(code)),
      [],
    )
    assert.deepEqual(
      Object.keys(errorMeanings).filter((code) => !raised.includes(code)),
      [],
    )
    const core = read('src/api/error.h')
    for (const code of Object.keys(errorMeanings)) assert.ok(!core.includes(code), code)
  })

  it('repeat no message in JavaScript', () => {
    // The longest literal piece of each text; a shorter one may be a coincidental match.
    const pieces = tables.issues
      .flatMap(({ message, hint }) => [message, hint].flatMap((text) => text.split(/\{\w+\}/)))
      .filter((piece) => piece.length > 20)
    assert.ok(pieces.length > 50)
    for (const path of [...sources('js'), ...sources('web')]) {
      for (const piece of pieces) assert.ok(!read(path).includes(piece), `${path}: ${piece}`)
    }
  })
})
