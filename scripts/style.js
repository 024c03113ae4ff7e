import { writeFileSync } from 'node:fs'
import { bundle, Features } from 'lightningcss'

/** Encodes a version for Lightning CSS. @param {number} major @param {number} [minor] */
const version = (major, minor = 0) => (major << 16) | (minor << 8)

/** Writes the element's style sheets as one module, so that the element needs no request and no inline style. */
export function writeElementStyle() {
  const { code } = bundle({
    filename: 'js/element/style/index.css',
    minify: true,
    targets: { chrome: version(91), firefox: version(89), safari: version(16, 4) }, // the engines that can run the core
    exclude: Features.LightDark, // light-dark() follows the page's color-scheme; its compiled replacement does not
  })
  writeFileSync('dist/element-style.js', `export default ${JSON.stringify(code.toString())}\n`)
  writeFileSync('dist/element-style.d.ts', 'declare const css: string\nexport default css\n')
}
