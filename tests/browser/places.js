// Where things are on the console page.

/** @param {string} name */
export const button = (name) => ({ role: 'button', name })
/** @param {string} name */
export const link = (name) => ({ role: 'link', name })
/** A sentence, or a part of one. @param {string} text */
export const sentence = (text) => ({ text })

/** The control of a field, and what is said of it. @param {string} name of the field */
export const field = (name) => `#ims-${name}`
/** @param {string} name of the field */
export const issues = (name) => `#ims-${name}-issues`
export const anyIssue = '[id^=ims-][id$=-issues] li'
export const files = '#ims-files'
export const summary = '.ims-summary:not([hidden])'

export const refusal = '.ims-refusal'
export const jwt = '.ims-jwt'
export const signed = sentence('The private key did not leave it.')
