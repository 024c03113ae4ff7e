// <ims-connection> without a DOM, as servers import it, and its documentation.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'

const entries = ['element', 'element/react', 'element/svelte', 'element/vue']

it('can be imported on a server by each of its names, and adds only the mark of Lit to its globals', async () => {
  const before = Object.getOwnPropertyNames(globalThis)
  const modules = await Promise.all(entries.map((entry) => import(`imskit/${entry}`)))
  for (const { ImsConnectionElement } of modules) assert.equal(typeof ImsConnectionElement, 'function')
  const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name))
  assert.deepEqual(added, ['litHtmlVersions'])
})

/** The first cells of a section's table. @param {string} text @param {string} title */
const listed = (text, title) => {
  const section = text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? assert.fail(title)
  return [...section.matchAll(/^\| `([^`(]+)/gm)].map(([, name]) => name).sort()
}

it('docs/element.md has every attribute, property, method, event and color', async () => {
  const { ImsConnectionElement } = await import('imskit/element')
  const text = readFileSync('docs/element.md', 'utf8')
  const source = readFileSync('js/element.js', 'utf8')
  const css = readFileSync('js/element/style/colors.css', 'utf8')
  const ofBrowser = /^(constructor|connected|disconnected|attributeChanged|form(Reset|Disabled)Callback)/
  const members = Object.entries(Object.getOwnPropertyDescriptors(ImsConnectionElement.prototype))
  const own = members.filter(([name]) => !ofBrowser.test(name))
  const names = (/** @type {typeof own} */ some) => some.map(([name]) => name).sort()
  assert.deepEqual(listed(text, 'Properties'), names(own.filter(([, { get }]) => get)))
  assert.deepEqual(listed(text, 'Methods'), names(own.filter(([, { get }]) => !get)))
  for (const name of ImsConnectionElement.observedAttributes) assert.ok(listed(text, 'Attributes').includes(name))
  const events = [...source.matchAll(/@property \{CustomEvent<.*>\} (\w+)/g)].map(([, name]) => name)
  assert.deepEqual(listed(text, 'Events'), events.sort())
  const colors = [...css.matchAll(/var\((--ims-[\w-]+), (.*)\);/g)].map(([, name, value]) => [name, value])
  assert.deepEqual(listed(text, 'Colors and typography'), colors.map(([name]) => name).sort())
  for (const [name, value] of colors)
    assert.ok(
      text.split('\n').some((line) => line.startsWith(`| \`${name}\` |`) && line.endsWith(`| \`${value}\` |`)),
      name,
    )
})
