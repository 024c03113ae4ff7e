// A plugin of TypeDoc for what it would drop or print as in the sources.
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const elementTypes = new URL('../../js/element/types/element.d.ts', import.meta.url)
const [eventMap] =
  /^\/\*\*.*\n(export interface ImsConnectionEventMap\n(.+\n)+)/m.exec(readFileSync(elementTypes, 'utf8')) ?? []

export function load() {
  const { readFile } = ts.sys
  ts.sys.readFile = (path, encoding) => {
    const text = readFile(path, encoding)
      ?.replace(/@throws \{(\w+)\}/g, '@throws `$1`') // TypeDoc drops the type
      .replace('extends Base {', 'extends HTMLElement {') // Base is HTMLElement, or nothing on a server
      .replace(/\(this: void, /g, '(') // which callers do not pass
      // Mapped types have no descriptions.
      .replace(
        /^(export type Disposing = )\{.*?^\};$/ms,
        '$1{\n/** Frees what the core keeps. */\n[Symbol.dispose]: () => void }',
      )
      .replace(
        /^(export type AsyncDisposing = )\{.*?^\};$/ms,
        '$1{\n/** Closes the provider. */\n[Symbol.asyncDispose]: () => Promise<void> }',
      )
    return path.endsWith('/dist/types/element.d.ts') ? `${text}\n${eventMap}` : text
  }
}
