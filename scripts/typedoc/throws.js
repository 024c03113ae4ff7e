// A plugin of TypeDoc, which drops the type of @throws {TypeError}: makes it part of the text.
import ts from 'typescript'

export function load() {
  const { readFile } = ts.sys
  ts.sys.readFile = (path, encoding) => readFile(path, encoding)?.replace(/@throws \{(\w+)\}/g, '@throws `$1`')
}
