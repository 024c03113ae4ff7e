import { byId, setTitle } from './page.js'

/** @typedef {import('imskit').Connection} Connection */

/**
 * The form, its title, and whether it has unsaved changes.
 * @param {import('imskit').Ims} ims @param {import('imskit/element').ImsConnectionElement} form
 */
export function createEditor(ims, form) {
  /** The connection as it would be saved, so outer spaces and defaults do not count as changes. */
  const read = (values = form.connection) => {
    const { connection } = ims.validate(values, { fields: [] })
    return JSON.stringify(Object.entries(connection).filter(([, value]) => value?.length))
  }
  const keep = /** @type {HTMLInputElement} */ (byId('keep'))
  let saved = read()

  /** @param {string} title @param {string} [about] @param {Connection} [values] as saved. The form may have others already */
  function markSaved(title, about = '', values) {
    setTitle(title)
    byId('about').textContent = about
    byId('about').hidden = about === ''
    saved = read(values)
    keep.checked = false // asked again each time
  }

  return {
    markSaved,

    /**
     * @param {object} options
     * @param {string} options.title
     * @param {string} [options.about]
     * @param {Connection} options.connection
     * @param {boolean} [options.isSaved] false if leaving the form would lose the connection
     */
    open({ title, about, connection, isSaved = true }) {
      form.connection = isSaved ? connection : {}
      markSaved(title, about)
      if (!isSaved) form.connection = connection
    },

    /** Someone else removed the connection. The form keeps its values. @param {string} title */
    detach(title) {
      setTitle(title)
      saved = ''
    },

    isChanged: () => read() !== saved,
  }
}

/** Asks before discarding unsaved changes. @returns {Promise<boolean>} true to discard them */
export function mayDiscard() {
  const dialog = /** @type {HTMLDialogElement} */ (byId('discard'))
  dialog.returnValue = 'keep' // the result if the Escape key closes the dialog
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'discard'), { once: true })
  })
}
