// The child's side of child.js. It imports nothing, so that it adds nothing to the measurement.

/** Returns the options of this job. @returns {any} */
export const options = () => JSON.parse(process.argv[2] ?? '{}')

/** @param {unknown} value */
export const answer = (value) => process.stdout.write(JSON.stringify(value))
