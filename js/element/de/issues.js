// What is wrong with a connection or a credential file, by the codes of src/connection/issue.h.

const knownFiles =
  'Nehmen Sie die JSON-Datei aus der Developer Console oder von AEM, oder eine Datei mit Client ID, Client Secret, Technical Account ID und Organization ID: .env, JSON, YAML, ini oder properties.'
const copyAll = 'Prüfen Sie, ob Sie den richtigen Wert vollständig kopiert haben.'

/** @satisfies {import('../texts.js').Translations} */
export const issues = {
  required: { message: '{label} fehlt.', hint: '{format}' },
  too_large: {
    message: '{label} ist größer als {max} Bytes. So groß ist kein Schlüssel oder Zertifikat.',
    hint: 'Fügen Sie nur den Schlüssel oder das Zertifikat ein.',
  },
  placeholder: {
    message: '{label} ist ein Platzhalter oder der Name einer Variablen, nicht der Wert selbst.',
    hint: 'Ersetzen Sie ihn durch den Wert.',
  },
  masked: {
    message: '{label} ist verdeckt: Sternchen oder Punkte stehen für den Wert.',
    hint: 'Zeigen Sie den Wert an, bevor Sie ihn kopieren.',
  },
  secret_reference: {
    message: '{label} verweist auf einen Secret-Manager und ist nicht das Geheimnis selbst.',
    hint: 'Rufen Sie das Geheimnis dort ab, und fügen Sie es ein.',
  },
  shortened: {
    message: '{label} wurde gekürzt: Punkte stehen für einen Teil davon.',
    hint: 'Kopieren Sie den ganzen Wert, nicht von einer Seite oder aus einem Protokoll, die ihn nur teilweise zeigen.',
  },
  invalid_type: { message: '{label} muss {expected} sein, nicht {given}.', hint: 'Erwartet: {expected}.' },
  too_long: {
    message: '{label} hat {actual} Zeichen. Erlaubt sind {max}.',
    hint: 'Entfernen Sie {excess} Zeichen.',
  },
  too_many: {
    message: '{label} hat {actual:Eintrag|Einträge}. Erlaubt sind {max}.',
    hint: 'Behalten Sie nur die, die die Verbindung braucht.',
  },
  empty_entry: { message: '{label} hat einen leeren Eintrag.', hint: 'Entfernen Sie den leeren Eintrag. {allowed}' },
  invalid_character: {
    message: '{label} enthält an Position {position} etwas, das nicht erlaubt ist: {character}.',
    hint: '{allowed}',
  },
  not_unique: {
    message: 'Eine andere Verbindung heißt schon „{name}“.',
    hint: 'Wählen Sie einen anderen Namen. Groß- und Kleinschreibung machen keinen Unterschied.',
  },
  unsupported_type: {
    message: 'Der Typ muss genau „{expected}“ sein.',
    hint: 'Wählen Sie ihn aus, oder lassen Sie das Feld leer.',
  },
  unsupported_runtime: {
    message: '„{name}“ ist {given}. Diese Verbindung braucht einen Secure Agent.',
    hint: 'Wählen Sie eine Laufzeitumgebung, die ein Secure Agent ist.',
  },
  unknown_runtime: {
    message: '„{name}“ steht nicht in der Liste der Laufzeitumgebungen.',
    hint: 'Prüfen Sie den Namen, oder wählen Sie einen Secure Agent aus der Liste.',
  },
  unusual_format: { message: '{label} hat eine ungewöhnliche Form. {format}', hint: copyAll },
  invalid_format: { message: '{label} hat die falsche Form. {format}', hint: copyAll },
  wrong_case: {
    message: 'Bei {label} stimmen Groß- und Kleinschreibung nicht. {format}',
    hint: 'Korrigieren Sie die Schreibung, oder kopieren Sie den Wert noch einmal.',
  },
  unusual_case: {
    message: '{label} enthält Großbuchstaben, was ungewöhnlich ist. {format}',
    hint: 'Prüfen Sie, ob Sie den richtigen Wert kopiert haben.',
  },
  missing_suffix: { message: '{label} muss auf {expected} enden.', hint: 'Ergänzen Sie {expected}.' },
  technical_account_email: {
    message: '{label} enthält die E-Mail-Adresse des technischen Kontos, nicht seine ID. {format}',
    hint: 'Kopieren Sie die ID. Sie steht in der Adobe Developer Console neben der E-Mail-Adresse.',
  },
  swapped: { message: '{label} und {belongs} sind vertauscht.', hint: 'Tauschen Sie die beiden Werte.' },
  belongs_elsewhere: {
    message: 'Der Wert von {label} gehört in das Feld „{belongs}“ (gefunden: {found}).',
    hint: 'Verschieben Sie ihn nach „{belongs}“.',
  },
  wrong_kind: {
    message: '{label} ist etwas anderes (gefunden: {found}). {format}',
    hint: 'Ersetzen Sie es durch den richtigen Wert.',
  },
  labeled: {
    message: '{label} beginnt mit einer Beschriftung: „{given}“.',
    hint: 'Entfernen Sie die Beschriftung, und behalten Sie nur den Wert.',
  },
  quoted: { message: '{label} steht in Anführungszeichen.', hint: 'Entfernen Sie die Anführungszeichen.' },
  commented: { message: '{label} hat nach dem Wert einen Kommentar.', hint: 'Entfernen Sie den Kommentar.' },
  punctuated: {
    message: '{label} hat vor oder nach dem Wert ein Satzzeichen.',
    hint: 'Entfernen Sie das Satzzeichen, zum Beispiel ein Komma, eine Klammer oder ein Aufzählungszeichen.',
  },
  prefixed: {
    message: '{label} beginnt mit „{given}“, was in einen Authorization-Header gehört.',
    hint: 'Behalten Sie nur den Wert.',
  },
  url_encoded: {
    message: '{label} ist URL-codiert: Codes wie %40 stehen für Zeichen.',
    hint: 'Decodieren Sie den Wert, oder kopieren Sie ihn noch einmal.',
  },
  doubled: { message: '{label} enthält den Wert zweimal.', hint: 'Behalten Sie nur einen davon.' },
  typographic: {
    message:
      '{label} enthält Zeichen, die ein Programm geändert hat, zum Beispiel einen langen Strich oder ein unsichtbares Zeichen.',
    hint: 'Verwenden Sie einfache Zeichen, oder kopieren Sie den Wert noch einmal.',
  },
  base64_encoded: {
    message: '{label} ist in Base64 codiert.',
    hint: 'Decodieren Sie den Wert, oder kopieren Sie ihn noch einmal.',
  },
  surrounded: { message: '{label} hat vor oder nach dem Wert anderen Text.', hint: 'Behalten Sie nur den Wert.' },
  white_space: {
    message: '{label} enthält Leerzeichen oder Zeilenumbrüche.',
    hint: 'Entfernen Sie sie. Wenn es mehrere Werte sind, behalten Sie nur den richtigen.',
  },
  invalid_url: {
    message: '{label} ist keine gültige Adresse: {reason}.',
    hint: 'Schreiben Sie sie so: {example}',
  },
  https_required: {
    message: '{label} muss mit https beginnen.',
    hint: 'Einfaches http ist nur für localhost, 127.0.0.1 und [::1] erlaubt.',
  },
  insecure_http: {
    message: '{label} verwendet einfaches http.',
    hint: 'Nutzen Sie das nur für Tests auf diesem Computer. Adobe IMS verlangt https.',
  },
  foreign_host: {
    message: '{label} ({given}) liegt außerhalb von adobelogin.com.',
    hint: 'Adobe IMS liegt unter {expected}. Prüfen Sie die Adresse auf Tippfehler.',
  },
  api_host: {
    message: '{label} ist der Host einer Adobe-API ({given}), nicht von IMS. IMS liegt unter adobelogin.com.',
    hint: 'Verwenden Sie {expected}, und rufen Sie die API mit dem Token auf, das Sie dort erhalten.',
  },
  host_mismatch: {
    message: '{label} liegt unter {given}, der IMS Host dagegen unter {expected}.',
    hint: 'Meist liegen beide auf demselben Server. Lassen Sie IMS Exchange leer, um die Adresse vom IMS Host abzuleiten.',
  },
  oauth_endpoint: {
    message: '{label} ist ein OAuth-Endpunkt und nimmt kein JWT an.',
    hint: 'Verwenden Sie {example}',
  },
  url_query: {
    message: '{label} enthält eine Abfrage (den Teil ab ?), die IMS nicht erwartet.',
    hint: 'Entfernen Sie die Abfrage.',
  },
  doubled_slash: {
    message: '{label} hat einen doppelten Schrägstrich (//) im Pfad.',
    hint: 'Entfernen Sie einen der Schrägstriche.',
  },
  metascope_url: {
    message: '{label} enthält eine Adresse statt nur des Namens des Metascopes.',
    hint: 'Behalten Sie nur den Namen: {expected}',
  },
  joined_entries: {
    message: '{label} hat mehrere Namen in einem Eintrag.',
    hint: 'Machen Sie aus jedem Namen einen eigenen Eintrag.',
  },
  unknown_field: {
    message: '„{name}“ ist keine Eigenschaft einer Verbindung.',
    hint: 'Meinten Sie {nearest}?',
  },
  not_in_file: {
    message: '{label} steht nicht in dieser Datei.',
    hint: 'Geben Sie den Wert ein, oder fügen Sie die Datei hinzu, die ihn enthält.',
  },
  unusable_in_file: { message: '{label} in dieser Datei kann nicht stimmen: Es ist {reason}.', hint: '{format}' },
  key_in_file: {
    message: 'Der private Schlüssel steht in einer anderen Datei: {name}.',
    hint: 'Fügen Sie diese Datei auch hinzu.',
  },
  several_credentials: {
    message: 'Diese Datei enthält {actual} Berechtigungsnachweise. Verwendet wird „{name}“.',
    hint: 'Prüfen Sie, ob es der gewünschte ist, oder wählen Sie einen anderen.',
  },
  syntax_error: {
    message: 'Syntaxfehler in Zeile {line}, Spalte {column}: {reason}.',
    hint: 'Korrigieren Sie diese Stelle, oder laden Sie die Datei noch einmal herunter.',
  },
  syntax_repaired: {
    message: 'Syntaxfehler in Zeile {line}, Spalte {column}: {reason}.',
    hint: 'Die Datei wurde trotzdem gelesen. Prüfen Sie die Werte.',
  },
  other_product: {
    message: 'Das ist {name}, keine Datei mit Zugangsdaten von Adobe.',
    hint: knownFiles,
  },
  unsupported_credential: {
    message: 'Diese Datei enthält nur Zugangsdaten für Web-Apps, Single-Page-Apps, native Apps oder API-Schlüssel.',
    hint: 'Nehmen Sie einen Berechtigungsnachweis vom Typ OAuth Server-to-Server oder Service Account (JWT) aus der Developer Console.',
  },
  unknown_credentials: { message: 'Das ist keine bekannte Datei mit Zugangsdaten.', hint: knownFiles },
}
