import { fileURLToPath } from 'node:url'

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The page works under `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'` and below any path: every asset is a
 * file of its own, addressed relatively.
 * @type {import('vite').UserConfig}
 */
export default {
  root: here('.'),
  base: './',
  publicDir: false,
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
    modulePreload: false, // there is one module to start with
  },
}
