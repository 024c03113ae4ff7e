// Why a file is not used, by the codes of ../files/refusals.js.

const expected = 'Wählen Sie die JSON-Datei der Developer Console, private.key, certificate_pub.crt oder config.zip.'
const unpack = 'Entpacken Sie die Datei, und wählen Sie die Dateien darin.'

/** @satisfies {Record<import('../files/refusals.js').RefusalCode, import('../texts.js').Message>} */
export const files = {
  too_many_files: { message: 'Sie haben {actual} Dateien gewählt. Erlaubt sind {max}.', hint: expected },
  file_too_large: {
    message: 'Diese Datei ist größer als {max} KB. So groß ist keine Datei mit Schlüssel oder Zugangsdaten.',
    hint: expected,
  },
  empty: { message: 'Diese Datei ist leer.', hint: 'Laden Sie sie noch einmal herunter.' },
  unreadable: {
    message: 'Diese Datei lässt sich nicht lesen.',
    hint: 'Wenn es ein Ordner ist, wählen Sie die Dateien darin. Vielleicht wurde die Datei verschoben, oder Sie dürfen sie nicht lesen.',
  },
  image: { message: 'Das ist ein Bild ({kind}).', hint: expected },
  document: { message: 'Das ist ein Dokument ({kind}).', hint: expected },
  downloaded_page: {
    message: 'Das ist eine Webseite, wahrscheinlich eine Anmeldeseite.',
    hint: 'Melden Sie sich bei der Developer Console an, und laden Sie die Datei noch einmal herunter.',
  },
  other_archive: {
    message: 'Das ist ein Archiv einer anderen Art ({kind}). Hier lassen sich nur ZIP-Dateien öffnen.',
    hint: unpack,
  },
  several_connections: {
    message: 'Diese Datei enthält {actual} Verbindungen. Das Formular nimmt eine.',
    hint: 'Wählen Sie eine Datei mit einer Verbindung.',
  },
  unknown_file: {
    message: 'Das ist weder ein Schlüssel noch ein Zertifikat noch eine Datei mit Zugangsdaten.',
    hint: expected,
  },
  several_certificates: {
    message: 'Das sind mehrere verschiedene Zertifikate.',
    hint: 'Wählen Sie das, das die Developer Console für diesen Berechtigungsnachweis nennt.',
  },
  several_credential_files: {
    message: 'Diese Dateien enthalten Zugangsdaten mit verschiedenen Client IDs.',
    hint: 'Wählen Sie eine davon.',
  },
  damaged_zip: {
    message: 'Diese ZIP-Datei ist beschädigt oder unvollständig.',
    hint: 'Laden Sie sie noch einmal herunter, oder wählen Sie die Dateien darin.',
  },
  encrypted_zip: { message: 'Diese ZIP-Datei ist mit einem Passwort geschützt.', hint: unpack },
  nested_zip: { message: 'Das ist eine ZIP-Datei in einer ZIP-Datei.', hint: unpack },
  empty_zip: { message: 'Diese ZIP-Datei enthält keine Dateien.', hint: expected },
  too_many_entries: {
    message: 'Diese ZIP-Datei hat mehr als {max} Einträge. Eine config.zip hat zwei.',
    hint: expected,
  },
  zip_bomb: {
    message: 'Entpackt sind das mehr als {max} KB. So groß ist keine Datei mit Schlüssel oder Zugangsdaten.',
    hint: expected,
  },
  zip_unsupported: {
    message: 'Diese ZIP-Datei ist auf eine Art komprimiert, die sich hier nicht öffnen lässt.',
    hint: unpack,
  },
  zip_reader_missing: {
    message: 'Das Programm zum Öffnen von ZIP-Dateien ließ sich nicht herunterladen.',
    hint: `Versuchen Sie es noch einmal. Oder: ${unpack}`,
  },
}
