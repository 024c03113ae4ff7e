// A code, a field, an error stands once, in C++. Here the lists of the other places are compared with it, both ways.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'

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
  it('reach TypeScript', () => {
    assert.deepEqual(union('FieldName'), sorted(tables.fieldNames))
    assert.deepEqual(union('FormFieldName'), sorted(tables.fields.map(({ name }) => name)))
    assert.deepEqual(union('IssueCode'), sorted(tables.issues.map(({ code }) => code)))
    assert.deepEqual(union('RepairCode'), sorted(tables.repairs.map(({ code }) => code)))
    assert.deepEqual(union('ErrorCode'), sorted(tables.errors.map(({ code }) => code)))
    assert.deepEqual(union('RuntimeEnvironmentKind'), sorted(tables.runtimeEnvironmentKinds))
  })

  it('reach the documentation', () => {
    assert.deepEqual(documented('Fields'), sorted(tables.fieldNames))
    assert.deepEqual(documented('Issue codes'), sorted(tables.issues.map(({ code }) => code)))
    assert.deepEqual(documented('Repairs'), sorted(tables.repairs.map(({ code }) => code)))
    assert.deepEqual(documented('Error codes'), sorted(tables.errors.map(({ code }) => code)))
  })

  it('hold every error code that JavaScript throws', () => {
    const thrown = sources('js').flatMap((path) => read(path).match(/\bERR_[A-Z_]+\b/g) ?? [])
    const known = new Set(tables.errors.map(({ code }) => code))
    assert.deepEqual(
      sorted(thrown).filter((code) => !known.has(code)),
      [],
    )
  })

  it('repeat no message in JavaScript', () => {
    // The longest literal piece of each text; a shorter one may stand elsewhere by chance.
    const pieces = tables.issues
      .flatMap(({ message, hint }) => [message, hint].flatMap((text) => text.split(/\{\w+\}/)))
      .filter((piece) => piece.length > 20)
    assert.ok(pieces.length > 50)
    for (const path of [...sources('js'), ...sources('web')]) {
      for (const piece of pieces) assert.ok(!read(path).includes(piece), `${path}: ${piece}`)
    }
  })
})
