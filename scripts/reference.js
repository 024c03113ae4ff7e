// Writes docs/reference.md from the tables of the core.
import { writeFileSync } from 'node:fs'

/** @param {string[]} head @param {string[][]} rows */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

/** @param {import('imskit').Ims['tables']} tables */
export function writeReference({ fields, fieldNames, issues, errors, repairs }) {
  const known = new Map(fields.map((field) => [/** @type {string} */ (field.name), field]))
  const fieldRows = fieldNames.map((name) => {
    const { label = '', required = false, maxLength, default: fallback = '', hint = '' } = known.get(name) ?? {}
    return [
      `\`${name}\``,
      label,
      required ? 'yes' : '',
      maxLength ? String(maxLength) : '',
      fallback && `\`${fallback}\``,
      hint,
    ]
  })
  const text = `<!-- Generated from the tables in src/ by npm run build. -->
# Fields and codes

## Fields

In form order. Lengths are in Unicode code points. Fields without a label are not on the form.

${table(['field', 'label', 'required', 'maximum length', 'default', 'where to find it'], fieldRows)}

## Issue codes

Reported by \`validate\`, \`inspectKey\` and \`importCredentials\`. \`{…}\` stands for a value of \`params\`; \`{label}\`, \`{where}\` and
\`{allowed}\` come from the field.

${table(
  ['code', 'severity', 'message', 'hint'],
  issues.map(({ code, severity, message, hint }) => [`\`${code}\``, severity, message, hint]),
)}

## Repairs

What \`inspectKey\` fixes by itself and lists in \`repairs\`.

${table(
  ['code', 'what was done'],
  repairs.map(({ code, message }) => [`\`${code}\``, message]),
)}

## Error codes

The values of \`code\` in an \`ImsError\`.

${table(
  ['code', 'meaning'],
  errors.map(({ code, meaning }) => [`\`${code}\``, meaning]),
)}
`
  writeFileSync('docs/reference.md', text)
}
