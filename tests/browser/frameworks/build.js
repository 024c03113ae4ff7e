// Builds the applications of this folder with Vite, for browsers and for a server.
import { dirname, join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'

/** The entries of each framework’s application: `start` for a page, `server` for rendering on a server. */
export const applications = {
  react: { start: 'react/start.jsx', server: 'react/server.jsx' },
  vue: { start: 'vue/start.js', server: 'vue/server.js' },
  svelte: { start: 'svelte/start.svelte.js', server: 'svelte/server.js' },
}

const isCustomElement = (/** @type {string} */ tag) => tag === 'ims-connection'

/** @returns {import('vite').InlineConfig} */
const settings = () => ({
  configFile: false,
  logLevel: 'warn',
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } }), svelte({ configFile: false })],
  worker: { format: 'es' },
})

/** Leaves out the element, as if its module loaded last. @type {import('vite').Plugin} */
const withoutElement = {
  name: 'without-element',
  enforce: 'pre',
  resolveId: (id) => (id.startsWith('imskit/element') ? '\0nothing' : undefined),
  load: (id) => (id === '\0nothing' ? '' : undefined),
}

/**
 * @param {string} name of the input, in this folder
 * @param {{ element?: boolean }} [options] `element`: false leaves out the element
 * @returns {Promise<Record<string, string>>} texts by path; `/start.js` is the application
 */
export async function bundle(name, { element = true } = {}) {
  const { plugins = [], ...rest } = settings()
  const input = join(import.meta.dirname, name)
  const built = await build({
    ...rest,
    root: dirname(input),
    plugins: element ? plugins : [withoutElement, ...plugins],
    build: {
      write: false,
      modulePreload: { polyfill: false },
      rolldownOptions: { input, output: { entryFileNames: 'start.js' } },
    },
  })
  const { output } = /** @type {{ output: { fileName: string, code?: string, source?: string }[] }} */ (built)
  return Object.fromEntries(output.map(({ fileName, code, source }) => [`/${fileName}`, code ?? source ?? '']))
}

/**
 * @param {string} input in this folder @param {string} outDir inside the package, which can import itself
 * @returns {Promise<{ toHtml: (props: object) => string | Promise<string> }>}
 */
export async function importForServer(input, outDir) {
  const rolldownOptions = { external: /^imskit/, output: { entryFileNames: 'server.js' } }
  await build({ ...settings(), build: { ssr: join(import.meta.dirname, input), outDir, rolldownOptions } })
  return import(join(outDir, 'server.js'))
}
