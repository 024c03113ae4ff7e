// Why there is no signature or no token, by the codes of js/core/error-codes.js.

const later = 'Versuchen Sie es später noch einmal.'
const askOperator = 'Fragen Sie die Person, die den Server betreibt.'

/** @satisfies {import('../texts.js').Translations} */
export const errors = {
  ERR_CONNECTION_INVALID: { message: 'Die Verbindung hat Fehler.', hint: 'Beheben Sie die Fehler im Formular.' },
  ERR_KEY_INVALID: {
    message: 'Der Schlüssel ist unbrauchbar.',
    hint: 'Sehen Sie sich die Meldung am Feld für den privaten Schlüssel an.',
  },
  ERR_SIGNING_FAILED: { message: 'Das Signieren ist fehlgeschlagen.', hint: 'Prüfen Sie den privaten Schlüssel.' },
  ERR_CORE_FAILED: { message: 'Der Speicher hat nicht gereicht.', hint: 'Versuchen Sie es noch einmal.' },
  ERR_WEBCRYPTO_UNAVAILABLE: {
    message: 'Der Browser bietet hier keine Verschlüsselung an.',
    hint: 'Öffnen Sie die Seite über https.',
  },
  ERR_WASM_UNAVAILABLE: {
    message: 'Ein Teil des Formulars ließ sich nicht laden.',
    hint: 'Laden Sie die Seite neu.',
  },
  ERR_IMS_REJECTED: (/** @type {{ field?: string }} */ { field }) => ({
    message: 'Adobe hat die Anfrage abgelehnt.',
    hint: field ? 'Prüfen Sie: {label}.' : 'Die Details für den Support nennen den Grund.',
  }),
  ERR_IMS_UNREACHABLE: {
    message: 'Der Server erreicht Adobe nicht.',
    hint: 'Prüfen Sie Netzwerk, Proxy und die IMS-Adressen.',
  },
  ERR_IMS_TIMEOUT: { message: 'Adobe hat nicht rechtzeitig geantwortet.', hint: later },
  ERR_IMS_BAD_RESPONSE: {
    message: 'Die Antwort stammt nicht von Adobe IMS.',
    hint: 'Prüfen Sie die IMS-Adressen und ob ein Proxy oder eine Firewall antwortet.',
  },
  ERR_HOST_BAD_REQUEST: { message: 'Der Server konnte die Anfrage nicht lesen.', hint: 'Laden Sie die Seite neu.' },
  ERR_HOST_UNAUTHORIZED: {
    message: 'Sie sind nicht angemeldet.',
    hint: 'Melden Sie sich an, oder öffnen Sie die Adresse, die der Server beim Start ausgibt.',
  },
  ERR_HOST_FORBIDDEN_ORIGIN: { message: 'Der Server nimmt von dieser Seite keine Anfragen an.', hint: askOperator },
  ERR_HOST_FORBIDDEN_HOST: { message: 'Der Server antwortet unter diesem Namen nicht.', hint: askOperator },
  ERR_HOST_FORBIDDEN_IMS: {
    message: 'Der Server darf diese IMS-Adresse nicht aufrufen.',
    hint: 'Prüfen Sie IMS Host und IMS Exchange.',
  },
  ERR_HOST_NOT_FOUND: { message: 'Unter dieser Adresse gibt es nichts.', hint: askOperator },
  ERR_HOST_UNKNOWN_CONNECTION: {
    message: 'Der Server kennt keine Verbindung mit diesem Namen.',
    hint: 'Speichern Sie die Verbindung zuerst.',
  },
  ERR_HOST_SECRET_REQUIRED: {
    message: 'Eine IMS-Adresse wurde geändert, und das gespeicherte Geheimnis gilt nur für die alte.',
    hint: 'Geben Sie das Geheimnis noch einmal ein.',
  },
  ERR_HOST_CHANGED: {
    message: 'Die Verbindungen haben sich inzwischen geändert.',
    hint: 'Laden Sie sie noch einmal.',
  },
  ERR_HOST_METHOD: { message: 'Diese Adresse nimmt solche Anfragen nicht an.', hint: askOperator },
  ERR_HOST_TOO_LARGE: { message: 'Die Anfrage ist zu groß.', hint: 'Kürzen Sie die Beschreibung oder den Schlüssel.' },
  ERR_HOST_CONTENT_TYPE: { message: 'Der Server konnte die Anfrage nicht lesen.', hint: 'Laden Sie die Seite neu.' },
  ERR_HOST_RATE_LIMITED: { message: 'Das waren zu viele Anfragen.', hint: later },
  ERR_HOST_DISCONNECTED: { message: 'Die Verbindung zum Server brach ab.', hint: 'Versuchen Sie es noch einmal.' },
  ERR_HOST_BODY_READ: { message: 'Auf dem Server ist ein Fehler aufgetreten.', hint: askOperator },
  ERR_HOST_FAILED: { message: 'Auf dem Server ist ein Fehler aufgetreten.', hint: askOperator },
}
