// Targets on the console page.

/** @param {string} name */
export const button = (name) => ({ role: 'button', name })
/** @param {string} name */
export const link = (name) => ({ role: 'link', name })
/** Text that contains the given words. @param {string} text */
export const sentence = (text) => ({ text })

/** An answer to “How do you get the token?”. @param {'jwt' | 'client_credentials'} grant */
export const answer = (grant) => `#ims-grant-${grant}`
/** The control of a field. @param {string} name of the field */
export const field = (name) => `#ims-${name}`
/** The list of a field's issues. @param {string} name of the field */
export const issues = (name) => `#ims-${name}-issues`
export const anyIssue = '[id^=ims-][id$=-issues] li'
export const files = '#ims-files'
export const summary = '.ims-summary'

export const refusal = '.ims-refusal'
export const jwt = '.ims-jwt'
export const result = '.ims-result'
export const signed = sentence('The private key did not leave it.')
