// Writes the report, a table for each part; the table of the README; and the goals, for the terminal.
import { readFileSync, writeFileSync } from 'node:fs'
import { explainErrors, explainLimits } from './explain.js'
import { bytes, microseconds, milliseconds, table, times } from './format.js'
import { judge } from './goals.js'

/** @typedef {import('./results.js').Results} Results */

export const reference = 'node:crypto (KeyObject)'
const stock = 'Mbed TLS (stock)'

/** A name followed by its version, before any note in parentheses. @param {Results} results @param {string} name */
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
    return table([`RSA-${bits}`, 'median', 'minimum', `relative to ${reference}`, 'speedup over stock'], rows)
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

const rules = `zod and ajv have the same fields, limits, patterns and defaults. They have no warnings, no suggestions for misspelled
field names and no taken names; ajv does not trim; and both check the key with a regular expression over its PEM, while imskit
checks that it can sign.`

const counts = (/** @type {string} */ count) => Number(count).toLocaleString('en-US')

/** @param {Results} results @param {NonNullable<Results['validate']>} validate */
function validateTables(results, validate) {
  const { one, many, taken, prepared } = validate
  const names = Object.keys(many)
  const oneRows = names.map((name) => [
    versioned(results, name),
    ...['all', 'name', 'errors'].map((part) => microseconds(one[`${name} ${part}`]?.median ?? 0)),
  ])
  const manyRows = names.map((name) => [
    versioned(results, name),
    ...Object.values(many[name] ?? {}).map(({ median }) => microseconds(median)),
  ])
  const manyHead = Object.keys(many[names[0] ?? ''] ?? {}).map((count) => `of ${counts(count)}`)
  return [
    table(['one connection', 'all fields', 'only the name', 'five errors'], oneRows),
    rules,
    explainErrors(validate),
    table(['each of several connections', ...manyHead], manyRows),
    table(
      ['taken names', ...Object.keys(taken).map(counts)],
      [
        ['given with each call', ...Object.values(taken).map(({ median }) => microseconds(median))],
        ['prepared once', ...Object.values(prepared).map(({ median }) => microseconds(median))],
      ],
    ),
  ]
}

/** The parts in order, with titles and paragraphs. @type {Record<string, { title: string, write: (results: Results) => string[] }>} */
export const sections = {
  warm: {
    title: 'Warm signatures',
    write: (results) => {
      const { warm, relaxed } = results
      return [
        ...(warm ? warmTables(results, warm) : []),
        ...(relaxed ? ['With relaxed SIMD:', ...warmTables(results, relaxed)] : []),
        'Each library makes a JWT from PEM: it parses the key, and blinds it if it supports blinding, every time; only the\n' +
          'KeyObject was made before. gmp-wasm and BigInt do only the two half-size exponentiations and their recombination;\n' +
          'BigInt and powm do not run in constant time. “Stock” is imskit’s core with the unmodified arithmetic of Mbed TLS.',
      ]
    },
  },
  limits: {
    title: 'The parts of a signature',
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
            'Measured from the start of `import`; “ready” is after `load()`. The whole process is measured by its parent.',
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
        `Chromium ${chromium.version}, RSA-2048; each in a fresh page, with its module already fetched.\n` +
          'jose and pkijs sign with WebCrypto, which pages have only on https and on loopback.',
        table(
          ['step of imskit’s first page', 'median'],
          Object.entries(chromium.steps).map(([step, { median }]) => [step, milliseconds(median)]),
        ),
        'The import parses the bundle with the core in it, and “set up” instantiates it. The first JWT also compiles the\n' +
          'functions that it calls, by the baseline compiler; the second one is still slower than a warm one.',
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
    title: 'Bytes that a browser loads to sign',
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
                    ['part of the core, uncompressed', 'bytes'],
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

/** @param {Results} results @param {string} plot name of the image file */
export function writeReport(results, plot) {
  const parts = Object.values(sections).map(({ title, write }) => ({ title, paragraphs: write(results) }))
  const written = parts.filter(({ paragraphs }) => paragraphs.length > 0)
  return `<!-- Generated by npm run bench. -->
# Benchmarks

${writeMachine(results)} \`npm run bench\` measures everything in one run, interleaving the libraries.

![Time of a warm signature by library and size of the key, on a logarithmic scale](${plot})

${written.map(({ title, paragraphs }) => `## ${title}\n\n${paragraphs.join('\n\n')}`).join('\n\n')}
`
}

/** Writes the table of the README. @param {Results} results */
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

/** Replaces the table between the markers. @param {string} file @param {Results} results */
export function updateReadme(file, results) {
  const text = readFileSync(file, 'utf8')
  const from = text.indexOf(start)
  const to = text.indexOf(end, from)
  if (from < 0 || to < from) throw new Error(`${file} lacks the markers “${start}” … “${end}”`)
  writeFileSync(file, `${text.slice(0, from + start.length)}\n${writeSummary(results)}\n${text.slice(to)}`)
}
