export default { outDir: './out', vite: { build: { assetsInlineLimit: 0 } } } // no inline script, so a strict policy needs no hash
