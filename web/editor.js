import { byId } from './page.js'

/** @typedef {import('imskit').Connection} Connection */

/**
 * The form and what surrounds it: its title, and whether anything in it is unsaved.
 * @param {import('imskit').Ims} ims @param {import('imskit/element').ImsConnectionElement} form
 */
export function createEditor(ims, form) {
  /** What would be saved: spaces at the ends and defaults are no change. */
  const read = () => {
    const { connection } = ims.validate(form.connection, { fields: [] })
    return JSON.stringify(Object.entries(connection).filter(([, value]) => value?.length))
  }
  const keep = /** @type {HTMLInputElement} */ (byId('keep'))
  let saved = read()

  return {
    /**
     * @param {object} options
     * @param {string} options.title
     * @param {string} [options.about]
     * @param {Connection} options.connection
     * @param {boolean} [options.isSaved] whether leaving it loses nothing
     */
    open({ title, about = '', connection, isSaved = true }) {
      setTitle(title)
      byId('about').textContent = about
      byId('about').hidden = about === ''
      form.connection = isSaved ? connection : {}
      saved = read()
      if (!isSaved) form.connection = connection
      keep.checked = false // asked again each time
    },

    /** @param {string} title */
    markSaved(title) {
      setTitle(title)
      byId('about').hidden = true
      saved = read()
      keep.checked = false // asked again each time
    },

    /** Someone else removed the connection. The form keeps its values. @param {string} title */
    detach(title) {
      setTitle(title)
      saved = ''
    },

    isChanged: () => read() !== saved,
  }
}

/** Sets the title of the window too, so that the history names the connection. @param {string} title */
export function setTitle(title) {
  byId('title').textContent = title
  document.title = `${title} · imskit`
}

/** Asks before unsaved changes are lost. @returns {Promise<boolean>} whether they may be */
export function mayDiscard() {
  const dialog = /** @type {HTMLDialogElement} */ (byId('discard'))
  dialog.returnValue = 'keep' // the Escape key leaves this
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'discard'), { once: true })
  })
}
