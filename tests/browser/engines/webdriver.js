// A client for the part of W3C WebDriver that the tests need. The clients on npm need a newer Node.

/** The key of an element's ID in an answer (WebDriver, “web element identifier”). */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf'

/** The code points of keys that are not characters (WebDriver, “Keyboard actions”). @type {Record<string, string>} */
const keys = { Backspace: '\uE003', Tab: '\uE004', Enter: '\uE007', Shift: '\uE008', Escape: '\uE00C', End: '\uE010' }

/**
 * @param {string} url of the driver @param {object} capabilities
 */
export async function createSession(url, capabilities) {
  /** @param {string} method @param {string} path @param {object} [body] */
  async function ask(method, path, body) {
    const signal = AbortSignal.timeout(30_000)
    const response = await fetch(`${url}/${path}`, { method, body: body && JSON.stringify(body), signal })
    const { value } = /** @type {{ value: any }} */ (await response.json())
    if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`)
    return value
  }

  const session = `session/${(await ask('POST', 'session', { capabilities: { alwaysMatch: capabilities } })).sessionId}`
  /** @param {string} path @param {object} [body] */
  const post = (path, body = {}) => ask('POST', `${session}/${path}`, body)
  /** @param {object[]} actions */
  const perform = (...actions) => post('actions', { actions })

  return {
    /** @param {string} address */
    goto: (address) => post('url', { url: address }),

    /** Evaluates an expression in the page and awaits its value. @param {string} source */
    async run(source) {
      const script = `const done = arguments[0]
        Promise.resolve().then(() => (${source})).then((value) => done({ value }), (error) => done({ error: String(error) }))`
      const { value, error } = await post('execute/async', { script, args: [] })
      if (error) throw new Error(error)
      return value
    },

    /** @param {number} x @param {number} y */
    click: (x, y) =>
      perform({
        type: 'pointer',
        id: 'mouse',
        actions: [
          { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ],
      }),

    /** Presses the last key while holding the others. @param {string[]} strokes characters, or names of keys */
    press(strokes) {
      const values = strokes.map((name) => keys[name] ?? name)
      const down = values.map((value) => ({ type: 'keyDown', value }))
      const up = values.map((value) => ({ type: 'keyUp', value })).reverse()
      return perform({ type: 'key', id: 'keyboard', actions: [...down, ...up] })
    },

    /** @param {string} text */
    type(text) {
      const actions = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      return perform({ type: 'key', id: 'keyboard', actions })
    },

    /** @param {string} selector @param {string[]} paths */
    async setFiles(selector, paths) {
      const { [elementKey]: id } = await post('element', { using: 'css selector', value: selector })
      await post(`element/${id}/value`, { text: paths.join('\n') })
    },

    /** @param {{ width: number, height: number }} size of the window */
    resize: (size) => post('window/rect', size),
    /** @returns {Promise<Buffer>} PNG */
    screenshot: async () => Buffer.from(await ask('GET', `${session}/screenshot`), 'base64'),
    close: () => ask('DELETE', session),
  }
}
