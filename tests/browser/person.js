// A person's actions on a page, the same in every engine. Targets are found by role and name, as screen readers find them, and
// clicked where they are visible.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const queries = readFileSync(
  createRequire(import.meta.url).resolve('@testing-library/dom/dist/@testing-library/dom.umd.min.js'),
)
const limitMs = 20_000

/** @typedef {{ role: string, name?: string } | { text: string } | string} Target a string is a selector */

/** Runs in the page: the visible elements of a target. @param {any} target @returns {HTMLElement[]} */
function find(target) {
  const { queryAllByRole, queryAllByText } = /** @type {any} */ (globalThis).TestingLibraryDom
  if (typeof target === 'string') return [...document.querySelectorAll(/** @type {'a'} */ (target))]
  const { role, name, text } = target
  if (role) return queryAllByRole(document.body, role, { name })
  return queryAllByText(document.body, text, { exact: false }).filter(
    (/** @type {Element} */ element) => element.getClientRects().length > 0,
  )
}

/** Runs in the page: where to click an element, or false while it moves or is covered. @param {HTMLElement} element */
async function place(element) {
  const frame = () => new Promise(requestAnimationFrame)
  const spot = () => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
  }
  element.scrollIntoView({ block: 'center', behavior: 'instant' })
  const before = spot()
  await frame()
  const { x, y } = spot()
  const hit = document.elementFromPoint(x, y)
  return x === before.x && y === before.y && hit !== null && element.contains(hit) && { x, y }
}

/** Runs in the page: replaces the value, as pasting does. @param {any} control @param {string} value */
function paste(control, value) {
  control.focus()
  if (control instanceof HTMLSelectElement) {
    control.value = value
    for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }))
  } else {
    control.select()
    if (value === '') document.execCommand('delete')
    else document.execCommand('insertText', false, value)
  }
  return control.value === value
}

/** @template {import('./engines/engine.js').Tab} T @param {T} tab */
export function createPerson(tab) {
  /** Waits until a function returns a truthy value in the page, and returns it. @param {Function | string} look @param {...unknown} args */
  async function waitFor(look, ...args) {
    const given = args.map((value) => JSON.stringify(value) ?? 'undefined').join(', ')
    const said = await tab.run(`(async () => {
      const find = ${find}
      for (const end = performance.now() + ${limitMs}; performance.now() < end; ) {
        const said = await (${look})(${given})
        if (said) return said
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    })()`)
    if (!said) throw new Error(`timed out waiting for ${JSON.stringify(args[0])}: ${look}`) // not the other arguments, which may be secrets
    return said
  }

  /** Waits until a function returns a truthy value for the only element of a target. @param {Target} target @param {Function | string} look @param {...unknown} args */
  const until = (target, look, ...args) =>
    waitFor(
      `async (target, ...args) => {
      const found = find(target)
      return found.length === 1 && (${look})(found[0], ...args)
    }`,
      target,
      ...args,
    )

  /** The result of a function for the only element of a target. @param {Target} target @param {Function} look @param {...unknown} args */
  const see = async (target, look, ...args) =>
    (await until(target, `async (element, ...args) => [await (${look})(element, ...args)]`, ...args))[0]

  return {
    ...tab,
    waitFor,
    until,
    see,

    /** @param {string} url */
    async goto(url) {
      await tab.goto(url)
      await tab.run(`(() => {${queries}\n})()`)
    },

    /** @param {Target} target */
    async click(target) {
      const { x, y } = await until(target, place)
      await tab.click(x, y)
    },

    /** @param {Target} target @param {string} value */
    fill: (target, value) => until(target, paste, value),
    /** Waits until the target has that many elements. @param {Target} target @param {number} count */
    count: (target, count) => waitFor('(target, count) => find(target).length === count', target, count),
    /** @param {Target} target @returns {Promise<string>} */
    text: (target) => see(target, (/** @type {HTMLElement} */ element) => element.innerText),
    /** Waits until the target contains the text. @param {Target} target @param {string} text if empty, the target must be empty */
    reads: (target, text) =>
      until(
        target,
        (/** @type {HTMLElement} */ { innerText }, /** @type {string} */ text) =>
          text === '' ? innerText === '' : innerText.includes(text),
        text,
      ),
    /** Waits until the control has the value. @param {Target} target @param {string} value */
    holds: (target, value) =>
      until(
        target,
        (/** @type {HTMLInputElement} */ control, /** @type {string} */ value) => control.value === value,
        value,
      ),
    /** @param {Target} target @param {string} name @returns {Promise<string | null>} */
    attribute: (target, name) =>
      see(target, (/** @type {Element} */ element, /** @type {string} */ name) => element.getAttribute(name), name),
    /** Waits until the target has the focus. @param {Target} target */
    focused: (target) => until(target, (/** @type {Element} */ element) => element === document.activeElement),
  }
}
