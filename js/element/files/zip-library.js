// The part of the zip library that is used, as a separate module, so that it can be loaded on demand.
export { configure, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js'
