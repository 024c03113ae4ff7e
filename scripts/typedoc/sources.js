// A plugin of TypeDoc for what it would drop or print as in the sources.
import ts from 'typescript'

export function load() {
  const { readFile } = ts.sys
  ts.sys.readFile = (path, encoding) =>
    readFile(path, encoding)
      ?.replace(/@throws \{(\w+)\}/g, '@throws `$1`') // TypeDoc drops the type
      .replace('extends Base {', 'extends HTMLElement {') // Base is HTMLElement, or nothing on a server
}
