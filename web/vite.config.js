import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Replaces Vite's helper that preloads the imports of modules loaded on demand. Ours are small and import nothing, so the
 * helper would only cost 1 KB.
 * @type {import('vite').Plugin}
 */
const plainImports = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load()' : undefined),
}

/**
 * Also writes each file compressed with brotli, for servers that send it as is.
 * @type {import('vite').Plugin}
 */
const writeBrotli = {
  name: 'write-brotli',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        const source = brotliCompressSync(file.type === 'chunk' ? file.code : file.source)
        this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source })
      }
    },
  },
}

/**
 * Every asset is a separate file with a relative address, so that the page works below any path and under the policy
 * `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'`.
 * @type {import('vite').UserConfig}
 */
export default {
  root: here('.'),
  base: './',
  publicDir: false,
  plugins: [plainImports, writeBrotli],
  resolve: {
    alias: [
      { find: 'imskit/element', replacement: here('../js/element.js') },
      { find: /^(imskit|#core|\.\/index\.js)$/, replacement: here('core.js') },
      { find: /^\.\/(error-codes|inlined|schema|verify|webcrypto)\.js$/, replacement: here('unused.js') },
    ],
  },
  worker: { format: 'es' },
  build: {
    outDir: here('../dist/console'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
}
