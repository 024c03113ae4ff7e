// biome-ignore-all lint/suspicious/noControlCharactersInRegex: the expressions look for bytes

/**
 * Kinds of files that are neither keys nor credential files, by their first bytes. The first match counts. Each character
 * stands for one byte.
 * @type {[beginning: RegExp, code: import('./refusals.js').RefusalCode | 'zip', kind: string][]}
 */
const kinds = [
  [/^\x89PNG/, 'image', 'PNG'],
  [/^\xff\xd8\xff/, 'image', 'JPEG'],
  [/^GIF8/, 'image', 'GIF'],
  [/^RIFF.{4}WEBP/s, 'image', 'WebP'],
  [/^.{4}ftyp(hei|mif|avif)/s, 'image', 'HEIF'],
  [/^(II\*\0|MM\0\*)/, 'image', 'TIFF'],
  [/^BM.{4}\0{4}/s, 'image', 'BMP'],
  [/^(<\?xml[^>]*>)?\s*<svg/, 'image', 'SVG'],
  [/^%PDF-/, 'document', 'PDF'],
  [/^\{\\rtf/, 'document', 'RTF'],
  [/^\xd0\xcf\x11\xe0/, 'document', 'Word, Excel or PowerPoint'],
  [
    /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|xl\/|ppt\/)/s,
    'document',
    'Word, Excel or PowerPoint',
  ],
  [/^PK\x03\x04.{26}mimetypeapplication\//s, 'document', 'OpenDocument or EPUB'],
  [/^PK(\x03\x04|\x05\x06)/, 'zip', 'zip'],
  [/^7z\xbc\xaf/, 'other_archive', '7z'],
  [/^Rar!/, 'other_archive', 'RAR'],
  [/^\x1f\x8b/, 'other_archive', 'gzip'],
  [/^BZh/, 'other_archive', 'bzip2'],
  [/^\xfd7zXZ/, 'other_archive', 'xz'],
  [/^.{257}ustar/s, 'other_archive', 'tar'],
  [/^(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)?<(!doctype html|html)/is, 'downloaded_page', 'HTML'],
]

/** How many bytes the table looks at. */
const headBytes = 512

/** @param {Uint8Array} bytes */
export function kindOf(bytes) {
  const head = String.fromCharCode(...bytes.subarray(0, headBytes))
  const [, code, kind = ''] = kinds.find(([beginning]) => beginning.test(head)) ?? []
  return { code, kind }
}
