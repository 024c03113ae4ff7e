import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Modules that are loaded on demand are small and import nothing else, so Vite's helper, which preloads what they import,
 * would cost 1 KB for nothing.
 * @type {import('vite').Plugin}
 */
const plainImports = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load()' : undefined),
}

/**
 * Starts the download of the core together with that of the scripts.
 * @type {import('vite').Plugin}
 */
const preloadCore = {
  name: 'preload-core',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle = {} }) {
      const core = Object.keys(bundle).find((name) => /core-[^/]*\.wasm$/.test(name))
      const attrs = { rel: 'preload', as: 'fetch', crossorigin: true, href: `./${core}` }
      return core ? [{ tag: 'link', attrs, injectTo: 'head' }] : []
    },
  },
}

/**
 * Writes each file in brotli too, for servers that send it as is.
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
 * The page works under `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'` and below any path: every asset is a
 * file of its own, addressed relatively.
 * @type {import('vite').UserConfig}
 */
export default {
  root: here('.'),
  base: './',
  publicDir: false,
  plugins: [plainImports, preloadCore, writeBrotli],
  resolve: {
    alias: [
      { find: 'imskit/element', replacement: here('../js/element.js') },
      { find: /^(imskit|#core|\.\/index\.js)$/, replacement: here('core.js') },
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
