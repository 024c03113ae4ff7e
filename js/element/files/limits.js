/** Limits on dropped files. A whole config.zip has about 4 KB. */
export const limits = Object.freeze({
  /** Files in one drop. */
  files: 20,
  /** Size of a file in KB, before and after unpacking. Larger files are not read. */
  fileKilobytes: 1024,
  /** Entries of a zip, including folders. */
  entries: 100,
  /** Total unpacked size of the entries of a zip, in KB. */
  unpackedKilobytes: 4096,
})
