// What is printed and written: a table for each part, the goals, and the table of the README.
import { readFileSync, writeFileSync } from 'node:fs'
import { explainLimits } from './explain.js'
import { bytes, microseconds, milliseconds, table, times } from './format.js'
import { judge } from './goals.js'

/** @typedef {import('./results.js').Results} Results */

export const reference = 'node:crypto (KeyObject)'
const stock = 'Mbed TLS (stock)'

/** A name with its version, which stands before a note in parentheses. @param {Results} results @param {string} name */
const versioned = ({ versions }, name) => name.replace(/( \(.*\))?$/, versions[name] ? ` ${versions[name]}$1` : '$1')

/** @param {Results} results @param {import('./results.js').Warm} warm */
const warmTables = (results, warm) =>
  Object.entries(warm).map(([bits, measures]) => {
    const base = measures[reference]?.median
    const slow = measures[stock]?.median
    const rows = Object.entries(measures)
      .sort(([, a], [, b]) => a.median - b.median)
      .map(([name, { median, min }]) => [
        versioned(results, name),
        milliseconds(median),
        milliseconds(min),
        base ? times(median / base) : '',
        slow ? times(slow / median) : '',
      ])
    return table([`RSA-${bits}`, 'median', 'least', `of ${reference}`, 'as fast as stock'], rows)
  })

/** @param {Results} results @param {Record<string, Record<string, import('./measure.js').Measure>>} cases @param {Record<string, string>} columns */
const timesTable = (results, cases, columns) =>
  table(
    ['library', ...Object.values(columns)],
    Object.entries(cases).map(([name, measures]) => [
      versioned(results, name),
      ...Object.keys(columns).map((column) => (measures[column] ? milliseconds(measures[column].median) : '')),
    ]),
  )

const rules = `zod and ajv have the same fields, limits, patterns and defaults. They know no warnings, no near-miss of a field’s name
and no names taken; ajv trims nothing; and to both the key is a regular expression over its PEM, while imskit says whether
it is a key that signs.`

const counts = (/** @type {string} */ count) => Number(count).toLocaleString('en-US')

/** @param {Results} results @param {NonNullable<Results['validate']>} validate */
function validateTables(results, { one, many, taken }) {
  const names = Object.keys(many)
  const oneRows = names.map((name) => [
    versioned(results, name),
    ...[`${name} all`, `${name} name`].map((part) => microseconds(one[part]?.median ?? 0)),
  ])
  const manyRows = names.map((name) => [
    versioned(results, name),
    ...Object.values(many[name] ?? {}).map(({ median }) => microseconds(median)),
  ])
  const manyHead = Object.keys(many[names[0] ?? ''] ?? {}).map((count) => `of ${counts(count)}`)
  return [
    table(['one connection', 'every field', 'the name alone'], oneRows),
    rules,
    table(['each of different connections', ...manyHead], manyRows),
    table(
      ['names taken', ...Object.keys(taken).map(counts)],
      [['imskit, one connection', ...Object.values(taken).map(({ median }) => microseconds(median))]],
    ),
  ]
}

/** By part, in order: what it is called, and its paragraphs. @type {Record<string, { title: string, write: (results: Results) => string[] }>} */
export const sections = {
  warm: {
    title: 'Warm signatures',
    write: (results) => {
      const { warm, relaxed } = results
      return [
        ...(warm ? warmTables(results, warm) : []),
        ...(relaxed ? ['With relaxed SIMD:', ...warmTables(results, relaxed)] : []),
        'Each makes a JWT from PEM: the key is parsed, and blinded where the library blinds, every time; a KeyObject alone was\n' +
          'made before. gmp-wasm and BigInt do the two exponentiations of half size and their recombination, and nothing\n' +
          'else; BigInt and powm not in constant time. “Stock” is imskit’s core with the arithmetic of Mbed TLS as it comes.',
      ]
    },
  },
  limits: {
    title: 'What a signature is made of',
    write: ({ limits }) => (limits ? explainLimits(limits) : []),
  },
  fresh: {
    title: 'The first signature in a fresh Node process',
    write: (results) =>
      results.fresh
        ? [
            timesTable(results, results.fresh, {
              imported: 'imported',
              ready: 'ready',
              signed: 'JWT',
              process: 'whole process',
            }),
            'Since `import` began; “ready” is after `load()`. The whole process is from its start to its end, as its parent sees it.',
          ]
        : [],
  },
  chromium: {
    title: 'In Chromium',
    write: (results) => {
      const { chromium } = results
      if (!chromium) return []
      const columns = { imported: 'imported', ready: 'ready', signed: 'JWT', warm: 'warm signature' }
      const cases = Object.fromEntries(
        Object.entries(chromium.first).map(([name, first]) => [name, { ...first, warm: chromium.warm[name] }]),
      )
      return [
        timesTable(results, /** @type {any} */ (cases), columns),
        `Chromium ${chromium.version}, RSA-2048; a fresh page for each, which imports one module that it has fetched before.\n` +
          'jose and pkijs sign with WebCrypto, which a page has on https and on the loopback alone.',
      ]
    },
  },
  validate: {
    title: 'Validation',
    write: (results) => (results.validate ? validateTables(results, results.validate) : []),
  },
  memory: {
    title: 'Memory',
    write: ({ memory }) =>
      memory
        ? [
            table(
              ['signatures', ...memory.map(({ signatures }) => counts(String(signatures)))],
              [['WebAssembly memory', ...memory.map((one) => bytes(one.bytes))]],
            ),
          ]
        : [],
  },
  sizes: {
    title: 'What a browser loads to sign',
    write: (results) =>
      results.sizes
        ? [
            table(
              ['library', 'minified', 'brotli'],
              Object.entries(results.sizes).map(([name, size]) => [
                versioned(results, name),
                bytes(size.bytes),
                bytes(size.brotli),
              ]),
            ),
            ...(results.origins
              ? [
                  table(
                    ['of the core, before compression', 'bytes'],
                    Object.entries(results.origins).map(([origin, size]) => [origin, bytes(size)]),
                  ),
                ]
              : []),
          ]
        : [],
  },
}

/** @param {Results} results */
export const goalsTable = (results) =>
  table(
    ['goal', 'measured', ''],
    judge(results).map(({ goal, measured, verdict }) => [goal, measured, verdict]),
  )

/** @param {Results} results */
export function writeMachine({ machine: { cpu, cores, node, v8, openssl, date }, chromium }) {
  const browser = chromium ? `, Chromium ${chromium.version}` : ''
  return `${cpu}, ${cores} cores; Node ${node} (V8 ${v8}, OpenSSL ${openssl})${browser}; ${date}. Medians.`
}

/** @param {Results} results @param {string} plot file beside it */
export function writeReport(results, plot) {
  const parts = Object.values(sections).map(({ title, write }) => ({ title, paragraphs: write(results) }))
  const written = parts.filter(({ paragraphs }) => paragraphs.length > 0)
  return `<!-- Generated by npm run bench. -->
# Benchmarks

${writeMachine(results)} \`npm run bench\` measures all of it in one run, each in turn with all the others.

![Time of a warm signature by library and size of the key, on a logarithmic scale](${plot})

${written.map(({ title, paragraphs }) => `## ${title}\n\n${paragraphs.join('\n\n')}`).join('\n\n')}

## Goals

${goalsTable(results)}
`
}

/** The main table. @param {Results} results */
export function writeSummary(results) {
  const { warm, relaxed, fresh, sizes } = results
  const measured = /** @type {import('./results.js').Warm} */ (warm ?? relaxed ?? {})
  const bits = Object.keys(measured)
  const names = Object.keys(Object.values(measured)[0] ?? {})
  /** @param {string} label @param {import('./results.js').Warm} of @param {string} name */
  const row = (label, of, name) => [
    label,
    ...bits.map((size) => (of[size]?.[name] ? milliseconds(of[size][name].median) : '')),
    fresh?.[name]?.signed ? milliseconds(fresh[name].signed.median) : '',
    sizes?.[name] ? bytes(sizes[name].brotli) : '',
  ]
  const rows = names.map((name) => row(versioned(results, name), measured, name))
  if (warm && relaxed?.['2048']?.imskit)
    rows.splice(
      1,
      0,
      row('imskit (relaxed SIMD)', relaxed, 'imskit').map((cell, i) => (i > bits.length ? '' : cell)),
    )
  const head = ['JWT from PEM', ...bits.map((size) => `RSA-${size}`), 'first, fresh process', 'browser, brotli']
  return `${table(head, rows)}\n\n${writeMachine(results)}`
}

const [start, end] = ['<!-- npm run bench writes from here -->', '<!-- to here -->']

/** Puts the main table into its place. @param {string} file @param {Results} results */
export function updateReadme(file, results) {
  const text = readFileSync(file, 'utf8')
  const from = text.indexOf(start)
  const to = text.indexOf(end, from)
  if (from < 0 || to < from) throw new Error(`${file} has no place for the benchmark: “${start}” … “${end}”`)
  writeFileSync(file, `${text.slice(0, from + start.length)}\n${writeSummary(results)}\n${text.slice(to)}`)
}
