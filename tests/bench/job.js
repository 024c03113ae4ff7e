// The side of a process that child.js starts. It imports nothing, so that it costs nothing.

/** What it was told. @returns {any} */
export const options = () => JSON.parse(process.argv[2] ?? '{}')

/** @param {unknown} value */
export const answer = (value) => process.stdout.write(JSON.stringify(value))
