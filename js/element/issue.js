import { html, nothing } from '../../dist/lit.js'
import { copyView } from './copy.js'

/** @typedef {import('./draft.js').ShownIssue} ShownIssue */

/** Programs that hints tell people to run. */
const command =
  /(?:^|\n|: )((?:openssl|ssh-keygen|puttygen|keytool|base64|gpg|sops|age|ansible-vault|git|gunzip|unzip|vault|aws|az|gcloud|op|npx) [^\n]+?)(?:\n|$)/

/**
 * A hint in parts: its text, its first command, and what follows.
 * @param {string} hint
 */
function splitHint(hint) {
  const match = command.exec(hint)
  if (!match) return { text: hint.trim(), command: undefined, rest: '' }
  const text = hint.slice(0, match.index).trim()
  return {
    text: text && !/[.:…]$/.test(text) ? `${text}:` : text,
    command: match[1],
    rest: hint.slice(match.index + match[0].length).trim(),
  }
}

/** @param {string} hint @param {import('./view.js').Tools} tools @returns {unknown} */
export function hintView(hint, tools) {
  const { text, command, rest } = splitHint(hint)
  return html`${text ? html`<span class="ims-help" dir="auto"> ${text}</span>` : nothing}${
    command
      ? html`<span class="ims-command"><code dir="ltr">${command}</code>${copyView(tools, `command ${command}`, tools.say('copyCommand'), () => command)}</span>`
      : nothing
  }${rest ? hintView(rest, tools) : nothing}`
}

/** @param {ShownIssue} issue as the core gives it @param {import('./view.js').Tools} tools */
export function issueView(issue, tools) {
  const { say, translate, applyFix, disabled } = tools
  const { severity, message, hint = '' } = translate(issue)
  const fix = issue.fix &&
    applyFix && { title: translate({ ...issue, message: issue.fix.title, code: `fix.${issue.fix.code}` }).message }
  // The button says what the hint says.
  return html`<li class="ims-${severity}">
    <strong>${say(severity)}:</strong> <span dir="auto">${message}</span>${fix ? nothing : hintView(hint, tools)}
    ${fix ? html`<button type="button" class="ims-fix" ?disabled=${disabled} @click=${() => applyFix(issue)}>${fix.title}</button>` : nothing}
  </li>`
}
