/** What is read of what a person drops. A whole config.zip has some four kilobytes. */
export const limits = Object.freeze({
  /** Files of one drop. */
  files: 20,
  /** Kilobytes of a file, packed or not; larger ones are not read. */
  fileKilobytes: 1024,
  /** Entries of a zip, folders and all. */
  entries: 100,
  /** Kilobytes that the entries of a zip unpack to, together. */
  unpackedKilobytes: 4096,
})
