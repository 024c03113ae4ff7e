// <ims-connection> in the DOMs that test runners use.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'

/** Programs that make their DOM global before they import the element, as Jest and Vitest do. @type {Record<string, string>} */
const doms = {
  jsdom: `
    const { JSDOM } = await import('jsdom')
    const { window } = new JSDOM('<!doctype html><ims-connection></ims-connection>', { url: 'http://localhost/' })`,
  'happy-dom': `
    const { Window } = await import('happy-dom')
    const window = new Window({ url: 'http://localhost/' })
    window.document.body.innerHTML = '<ims-connection></ims-connection>'`,
}

const program = (/** @type {string} */ dom, /** @type {string} */ steps) => `${dom}
  for (const name of ['window', 'document', 'HTMLElement', 'HTMLInputElement', 'HTMLSelectElement', 'customElements', 'Node',
    'Element', 'Event', 'CustomEvent', 'Document', 'ShadowRoot', 'DocumentFragment', 'CSS'])
    if (window[name] !== undefined) globalThis[name] = name === 'window' ? window : window[name]
  ${steps}
  process.exit()`

/** @param {string} text */
const run = (text) =>
  spawnSync(process.execPath, ['--input-type=module', '--eval', text], { encoding: 'utf8', timeout: 60_000 })

for (const [name, dom] of Object.entries(doms)) {
  describe(`<ims-connection> in ${name}`, () => {
    it('validates and shows what is wrong', () => {
      const { stdout, stderr } = run(
        program(
          dom,
          `await import('imskit/element')
          const form = document.querySelector('ims-connection')
          await form.ready
          form.connection = { organizationId: 'ACME' }
          const { valid } = form.validate()
          console.log(valid, form.querySelector('#ims-organizationId-issues').textContent.includes('Organization ID'))
          console.log(form.querySelector('#ims-organizationId').value)`,
        ),
      )
      assert.equal(stdout, 'false true\nACME\n', stderr)
    })

    it('rejects ready with the reason if WebAssembly is missing', () => {
      const { stdout, stderr } = run(
        program(
          dom,
          `const { compile, validate } = WebAssembly
          WebAssembly.compile = async () => { throw new WebAssembly.CompileError('forbidden') }
          await import('imskit/element')
          const form = document.querySelector('ims-connection')
          console.log(await form.ready.catch(({ code }) => code))
          console.log(form.textContent.includes('wasm-unsafe-eval'))`,
        ),
      )
      assert.equal(stdout, 'ERR_WASM_UNAVAILABLE\ntrue\n', stderr)
    })
  })
}
