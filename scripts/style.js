import { readFileSync, writeFileSync } from 'node:fs'
import { Features, transform } from 'lightningcss'

/** @param {number} major @param {number} [minor] a version as the compiler takes it */
const version = (major, minor = 0) => (major << 16) | (minor << 8)

/** The element's style sheet as text: with the element comes its look, without a request or an inline style. */
export function writeElementStyle() {
  const { code } = transform({
    filename: 'style.css',
    code: readFileSync('js/element/style.css'),
    minify: true,
    targets: { chrome: version(91), firefox: version(89), safari: version(16, 4) }, // those that run the core
    exclude: Features.LightDark, // it follows the color-scheme of the page, which the compiler would not
  })
  writeFileSync('dist/element-style.js', `export default ${JSON.stringify(code.toString())}\n`)
  writeFileSync('dist/element-style.d.ts', 'declare const css: string\nexport default css\n')
}
