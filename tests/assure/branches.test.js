// The branches of src/mbedtls/modexp in the shipped WebAssembly. branches.json lists each condition of the disassembly with a
// reviewer's explanation. A change or another compiler may produce new ones, which must be reviewed too (SHOW=1 prints them).
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { buildTargets } from '../../scripts/build.js'
import { runWithToolchain } from '../../scripts/toolchain.js'

/** @typedef {string | Tree[]} Tree */

/** The disassembled functions of a module. @param {string} wasm @returns {string[]} */
function disassemble(wasm) {
  const text = `${wasm}.wat`
  assert.equal(runWithToolchain(['wasm-dis', '--all-features', wasm, '-o', text]).status, 0)
  const parts = readFileSync(text, 'utf8').split(/^ (?=\(func )/m)
  return parts.slice(1).map((part) => /** @type {string} */ (part.split(/^ (?=\()/m)[0]))
}

const nameOf = (/** @type {string} */ text) =>
  (/^\(func \$(\S+)/.exec(text)?.[1] ?? '')
    .replaceAll(/\\([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/void |imskit::modexp::|\(anonymous namespace\)::/g, '')
    .replace(/\(.*/, '')

/** Removes what differs between builds with and without names: functions, globals, types, labels. @param {string} text */
const anonymous = (text) =>
  text
    .replace(/^\(func \S+/, '(func')
    .replaceAll(/(?<=\(call |\(global\.[gs]et |\(type )\S+(?=\)|$| )|label\$\d+/gm, '_')

/** @param {string} text @returns {Tree} */
function parse(text) {
  const tokens = text.match(/"(?:\\.|[^"])*"|[()]|[^\s()]+/g) ?? []
  let at = 0
  const list = () => {
    /** @type {Tree[]} */
    const items = []
    for (;;) {
      const token = tokens[at++]
      if (token === undefined || token === ')') return items
      items.push(token === '(' ? list() : token)
    }
  }
  return /** @type {Tree} */ (list()[0])
}

/** @param {Tree} tree @returns {Generator<Tree[]>} */
function* nodes(tree) {
  if (typeof tree === 'string') return
  yield tree
  for (const child of tree) yield* nodes(child)
}

/** @param {Tree} tree @returns {string} */
const write = (tree) => (typeof tree === 'string' ? tree : `(${tree.map(write).join(' ')})`)

/** The conditions on which a function branches. @param {string} text */
function conditionsOf(text) {
  return [...nodes(parse(text))].flatMap((node) => {
    const [kind] = node
    if (kind === 'br_if' || kind === 'select' || kind === 'br_table') return [`${kind} ${write(node.at(-1) ?? '')}`]
    const isPart = (/** @type {Tree} */ child) => /^(then|else|result)$/.test(String(child[0]))
    if (kind === 'if')
      return [`${kind} ${write(node.slice(1).find((child) => Array.isArray(child) && !isPart(child)) ?? '')}`]
    return []
  })
}

it('the shipped arithmetic branches only on reviewed conditions', (t) => {
  buildTargets('wasm', ['core', 'core_named', 'fused'])
  const shipped = new Set(disassemble('build/wasm/core.wasm').map(anonymous))
  const own = disassemble('build/wasm/core_named.wasm').filter((text) =>
    /^\(func \$((?:\w+\\20)?imskit::modexp::|mbedtls_mpi_(?:exp_mod|mod_mpi|gcd_modinv_odd) )/.test(text),
  )
  /** @type {Record<string, string[]>} */
  const found = {}
  for (const text of own) {
    assert.ok(shipped.has(anonymous(text)), `${nameOf(text)} differs from the shipped code`)
    found[nameOf(text)] = conditionsOf(text)
  }
  for (const [i, text] of disassemble('build/wasm/fused.wasm').entries())
    found[`fused.wasm, function ${i}`] = conditionsOf(text)
  if (process.env.SHOW) console.log(JSON.stringify(found, null, 2))
  /** @type {Record<string, [condition: string, what: string][]>} */
  const reviewed = JSON.parse(readFileSync(new URL('branches.json', import.meta.url), 'utf8'))
  for (const [name, conditions] of Object.entries(found))
    assert.deepEqual(conditions, reviewed[name]?.map(([condition]) => condition) ?? [], name)
  t.diagnostic(`${Object.keys(found).length} functions, ${Object.values(found).flat().length} conditions, each read`)
})
