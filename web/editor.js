import { byId } from './dom.js'

/** @typedef {import('imskit').Connection} Connection */

/**
 * The form and what surrounds it: its title, and whether anything in it is not saved.
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
     * @param {boolean} [options.isSaved] whether it may be left as it is
     */
    open({ title, about = '', connection, isSaved = true }) {
      setTitle(title)
      byId('about').textContent = about
      byId('about').hidden = about === ''
      form.connection = {}
      saved = read()
      form.connection = connection
      if (isSaved) saved = read()
      keep.checked = false // asked for anew each time
    },

    /** @param {string} title */
    markSaved(title) {
      setTitle(title)
      byId('about').hidden = true
      saved = read()
      keep.checked = false // asked for anew each time
    },

    /** What the form was about is gone; what it holds is not. @param {string} title */
    detach(title) {
      setTitle(title)
      saved = ''
    },

    isChanged: () => read() !== saved,

    /** The title, from where the form is read on. */
    focus() {
      byId('title').focus({ preventScroll: true })
      byId('title').scrollIntoView({ block: 'start' })
    },
  }
}

/** Also of the window, so that the way back tells one connection from another. @param {string} title */
function setTitle(title) {
  byId('title').textContent = title
  document.title = `${title} · imskit console`
}

/** Asks before something unsaved is lost. @returns {Promise<boolean>} whether it may be */
export function mayDiscard() {
  const dialog = /** @type {HTMLDialogElement} */ (byId('discard'))
  dialog.returnValue = 'keep' // what the Escape key leaves
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'discard'), { once: true })
  })
}
