import { readFileSync, writeFileSync } from 'node:fs'
import { build } from 'vite'

/** The parts of Lit's renderer that the element uses. */
const entry = `export { html, nothing, render } from 'lit-html'
export { live } from 'lit-html/directives/live.js'
`

const types = `export interface Template { readonly strings: TemplateStringsArray }
export declare const nothing: unique symbol
export declare function html(strings: TemplateStringsArray, ...values: unknown[]): Template
export declare function render(view: unknown, container: HTMLElement): unknown
export declare function live(value: unknown): unknown
`

/**
 * Writes the part of lit-html that the element uses as one module, so that pages without a bundler need no import map for
 * it. The build for Node also runs in browsers, and can be imported where there is no document.
 */
async function writeLit() {
  const name = 'virtual:lit'
  const plugin = {
    name: 'lit',
    resolveId: (/** @type {string} */ id) => (id === name ? id : undefined),
    load: (/** @type {string} */ id) => (id === name ? entry : undefined),
  }
  const built = await build({
    ...{ configFile: false, logLevel: 'warn', plugins: [plugin], resolve: { conditions: ['node'] } },
    build: {
      ...{ write: false, minify: true, modulePreload: false },
      rolldownOptions: { input: name, preserveEntrySignatures: 'strict' },
    },
  })
  const { output } = /** @type {{ output: { code: string }[] }} */ (/** @type {unknown} */ (built))
  const license = readFileSync('node_modules/lit-html/LICENSE', 'utf8').trim()
  writeFileSync('dist/lit.js', `/*! lit-html\n${license}\n*/\n${output[0]?.code ?? ''}`)
  writeFileSync('dist/lit.d.ts', types)
}

await writeLit()
