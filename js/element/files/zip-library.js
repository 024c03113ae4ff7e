// What is used of the zip library, in a module of its own that is loaded when a zip is met.
export { configure, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js'
