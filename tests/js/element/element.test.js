// <ims-connection> where there is no DOM: whoever renders on a server imports it all the same. And what is written of it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'

const entries = ['element', 'element/react', 'element/svelte', 'element/vue']

it('is imported on a server, by any of its names, and changes nothing there', async () => {
  const before = Object.getOwnPropertyNames(globalThis)
  const modules = await Promise.all(entries.map((entry) => import(`imskit/${entry}`)))
  for (const { ImsConnectionElement } of modules) assert.equal(typeof ImsConnectionElement, 'function')
  assert.deepEqual(Object.getOwnPropertyNames(globalThis), before)
})

/** The first cells of a section's table. @param {string} text @param {string} title */
const listed = (text, title) => {
  const section = text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? assert.fail(title)
  return [...section.matchAll(/^\| `([^`(]+)/gm)].map(([, name]) => name).sort()
}

it('docs/element.md has every attribute, property, method, event and colour', async () => {
  const { ImsConnectionElement } = await import('imskit/element')
  const text = readFileSync('docs/element.md', 'utf8')
  const source = readFileSync('js/element.js', 'utf8')
  const css = readFileSync('js/element/style.css', 'utf8')
  const ofBrowser = /^(constructor|connected|attributeChanged|form(Reset|Disabled)Callback)/
  const members = Object.entries(Object.getOwnPropertyDescriptors(ImsConnectionElement.prototype))
  const own = members.filter(([name]) => !ofBrowser.test(name))
  const names = (/** @type {typeof own} */ some) => some.map(([name]) => name).sort()
  assert.deepEqual(listed(text, 'Properties'), [...names(own.filter(([, { get }]) => get)), 'ready'].sort())
  assert.deepEqual(listed(text, 'Methods'), names(own.filter(([, { get }]) => !get)))
  for (const name of ImsConnectionElement.observedAttributes) assert.ok(listed(text, 'Attributes').includes(name))
  const events = [...source.matchAll(/@property \{CustomEvent<.*>\} (\w+)/g)].map(([, name]) => name)
  assert.deepEqual(listed(text, 'Events'), events.sort())
  const colours = [...css.matchAll(/var\((--ims-[\w-]+), (.*)\);/g)].map(([, name, value]) => [name, value])
  assert.deepEqual(listed(text, 'Colours and type'), colours.map(([name]) => name).sort())
  for (const [name, value] of colours)
    assert.ok(
      text.split('\n').some((line) => line.startsWith(`| \`${name}\` |`) && line.endsWith(`| \`${value}\` |`)),
      name,
    )
})
