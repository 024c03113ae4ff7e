/** Control, format and separator characters, and halves of surrogate pairs: they move a cursor or hide text. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Makes a text that someone else wrote safe to show on one line.
 * @param {string} text
 * @param {(character: string) => string} show what to show instead of an invisible character
 */
export const replaceInvisible = (text, show) => text.replace(invisible, show)
