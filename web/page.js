/** An element of index.html. @param {string} id @returns {HTMLElement} */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** Sets the title of the view and of the window, so that the browser's history names the connection. @param {string} title */
export function setTitle(title) {
  byId('title').textContent = title
  document.title = `${title} · imskit`
}
