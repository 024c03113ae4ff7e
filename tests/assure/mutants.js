// Mutants of C++ source: each is the whole file with one operator, number or statement changed.

/** @type {[kind: string, pattern: RegExp, replace: (match: string) => string][]} */
const operators = [
  [
    'relation',
    / (<=|>=|==|!=|<|>) /g,
    (match) => ` ${{ '<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '==' }[match.trim()]} `,
  ],
  ['boolean', / (&&|\|\|) /g, (match) => (match === ' && ' ? ' || ' : ' && ')],
  ['negation', /(?<=[( ])!(?=[a-z(])/g, () => ''],
  ['arithmetic', /(?<=[\w)\]]) [+-] (?=[\w(])/g, (match) => (match === ' + ' ? ' - ' : ' + ')],
  ['number', /(?<=[^\w.'"]|^)\d+(?=[^\w.'"x])/g, (match) => String(Number(match) + 1)],
  ['truth', /\b(true|false)\b/g, (match) => (match === 'true' ? 'false' : 'true')],
  ['statement', /^ {2,}(?!return|const |auto |std::|using |for |if |while |}|bool |static )[^{}\n/]*;$/gm, () => ''],
]

/** The parts without code: comments, strings, characters, includes. @param {string} source */
function blank(source) {
  return source.replace(/\/\/.*$|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|^#.*$/gm, (match) =>
    match.replaceAll(/[^\n]/g, '"'),
  )
}

/**
 * Lists every mutant of a file.
 * @param {string} source
 * @returns {{ kind: string, line: string, change: string, text: string }[]} `line`: the original line; `change`: the mutated line
 */
export function mutantsOf(source) {
  const code = blank(source)
  return operators.flatMap(([kind, pattern, replace]) =>
    [...code.matchAll(pattern)].map(({ 0: match, index }) => {
      const text = source.slice(0, index) + replace(match) + source.slice(index + match.length)
      const start = source.lastIndexOf('\n', index) + 1
      const line = source.slice(start, source.indexOf('\n', index)).trim()
      const end = text.indexOf('\n', index)
      const change = text.slice(text.lastIndexOf('\n', index - 1) + 1, end).trim() || `without ${line}`
      return { kind, line, change, text }
    }),
  )
}
