// What is wrong with a private key or certificate, and what was repaired, by the codes of src/key/key_issue.h.

const newKey =
  'Erzeugen Sie einen neuen RSA-Schlüssel:\nopenssl req -x509 -sha256 -nodes -days 365 -newkey rsa:2048 -keyout private.key -out certificate_pub.crt'
const copyFile = 'Kopieren Sie die ganze Datei noch einmal, von der Zeile BEGIN bis zur Zeile END.'
const copyKey = 'Kopieren Sie den Schlüssel noch einmal aus seiner Datei.'
const pasteFile = 'Fügen Sie den Inhalt der Schlüsseldatei ein.'

/** @satisfies {import('../texts.js').Translations} */
export const keys = {
  not_a_key: {
    message: 'Das ist kein privater Schlüssel.',
    hint: 'Fügen Sie die ganze Datei ein, von -----BEGIN PRIVATE KEY----- bis -----END PRIVATE KEY-----.',
  },
  not_a_public_key: {
    message: 'Das ist weder ein öffentlicher Schlüssel noch ein Zertifikat.',
    hint: 'Fügen Sie PEM-Text ein, von der Zeile BEGIN bis zur Zeile END.',
  },
  truncated: { message: 'Ein Teil des Schlüssels fehlt.', hint: copyFile },
  corrupt_base64: {
    message: 'Der Text zwischen BEGIN und END enthält Zeichen, die nicht in einen Schlüssel gehören.',
    hint: copyKey,
  },
  several_keys: {
    message: 'Das sind mehrere verschiedene private Schlüssel.',
    hint: 'Fügen Sie nur den ein, der zum Zertifikat in der Developer Console gehört.',
  },
  certificate: {
    message: 'Das ist ein Zertifikat. Es enthält nur den öffentlichen Schlüssel.',
    hint: 'Fügen Sie den privaten Schlüssel ein: die Datei private.key, neben dem Zertifikat in config.zip.',
  },
  public_key: {
    message: 'Das ist ein öffentlicher Schlüssel.',
    hint: 'Fügen Sie den privaten Schlüssel ein: die Datei private.key in config.zip.',
  },
  certificate_request: {
    message: 'Das ist eine Zertifikatsanforderung (CSR).',
    hint: 'Fügen Sie den privaten Schlüssel ein, mit dem sie erzeugt wurde.',
  },
  ec_key: {
    message: 'Das ist ein Schlüssel mit elliptischen Kurven (EC). Adobe verlangt einen RSA-Schlüssel.',
    hint: newKey,
  },
  ed25519_key: { message: 'Das ist ein Ed25519-Schlüssel. Adobe verlangt einen RSA-Schlüssel.', hint: newKey },
  ed448_key: { message: 'Das ist ein Ed448-Schlüssel. Adobe verlangt einen RSA-Schlüssel.', hint: newKey },
  x25519_key: {
    message: 'Das ist ein X25519-Schlüssel, der nicht signieren kann. Adobe verlangt einen RSA-Schlüssel.',
    hint: newKey,
  },
  x448_key: {
    message: 'Das ist ein X448-Schlüssel, der nicht signieren kann. Adobe verlangt einen RSA-Schlüssel.',
    hint: newKey,
  },
  rsa_pss_key: {
    message: 'Dieser Schlüssel ist auf RSA-PSS beschränkt. Adobe verlangt RS256, also einen einfachen RSA-Schlüssel.',
    hint: newKey,
  },
  dsa_key: { message: 'Das ist ein DSA-Schlüssel. Adobe verlangt einen RSA-Schlüssel.', hint: newKey },
  openssh_key: {
    message: 'Dieser Schlüssel hat das eigene Format von OpenSSH.',
    hint: 'Wandeln Sie eine Kopie der Datei um:\nssh-keygen -p -m PEM -f COPY',
  },
  putty_key: {
    message: 'Dieser Schlüssel hat das eigene Format von PuTTY.',
    hint: 'Wandeln Sie ihn um:\nputtygen KEY.ppk -O private-openssh -o private.key',
  },
  pgp_key: { message: 'Das ist ein PGP-Schlüssel. Adobe verlangt einen RSA-Schlüssel als PEM.', hint: newKey },
  unsupported_key: {
    message: 'Diese Art von Schlüssel kennt imskit nicht.',
    hint: 'Fügen Sie einen privaten RSA-Schlüssel ein.',
  },
  pkcs12: {
    message: 'Das ist ein PKCS#12-Container (.p12, .pfx). Er enthält den Schlüssel in verschlüsselter Form.',
    hint: 'Holen Sie den Schlüssel heraus. Wenn OpenSSL 3 einen nicht unterstützten Algorithmus meldet, ergänzen Sie -legacy.\nopenssl pkcs12 -in FILE.p12 -nocerts -nodes -out private.key',
  },
  java_keystore: {
    message: 'Das ist ein Java-Keystore (JKS). Er enthält den Schlüssel in verschlüsselter Form.',
    hint: 'Wandeln Sie ihn in PKCS#12 um, und holen Sie dann den Schlüssel heraus.\nkeytool -importkeystore -srckeystore FILE.jks -destkeystore FILE.p12 -deststoretype PKCS12\nopenssl pkcs12 -in FILE.p12 -nocerts -nodes -out private.key',
  },
  passphrase_required: {
    message: 'Der Schlüssel ist verschlüsselt, und seine Passphrase fehlt.',
    hint: 'Geben Sie die Passphrase ein, oder entfernen Sie sie aus einer Kopie des Schlüssels:\nopenssl pkey -in private.key -out plain.key',
  },
  wrong_passphrase: {
    message: 'Falsche Passphrase.',
    hint: 'Prüfen Sie Groß- und Kleinschreibung und Leerzeichen. Die Passphrase wurde festgelegt, als der Schlüssel erzeugt oder verschlüsselt wurde.',
  },
  passphrase_not_needed: {
    message: 'Der Schlüssel ist nicht verschlüsselt. Er braucht keine Passphrase.',
    hint: 'Lassen Sie die Passphrase leer, oder prüfen Sie, ob es der richtige Schlüssel ist.',
  },
  encryption_headers_lost: {
    message:
      'Der Schlüssel ist verschlüsselt, aber die Zeilen Proc-Type und DEK-Info fehlen oder sind beschädigt. Ohne sie lässt er sich nicht entschlüsseln.',
    hint: 'Kopieren Sie die ganze Datei noch einmal, mit den zwei Zeilen unter BEGIN.',
  },
  scrypt: {
    message: 'Der Schlüssel ist mit scrypt verschlüsselt, das nicht unterstützt wird.',
    hint: 'Verschlüsseln Sie eine Kopie mit PBKDF2:\nopenssl pkcs8 -topk8 -v2 aes256 -in private.key -out converted.key',
  },
  too_many_iterations: {
    message: 'Die Verschlüsselung des Schlüssels verlangt {actual} Hash-Runden. Unterstützt werden höchstens {max}.',
    hint: 'Verschlüsseln Sie eine Kopie mit weniger Runden:\nopenssl pkcs8 -topk8 -v2 aes256 -iter 100000 -in private.key -out converted.key',
  },
  unsupported_encryption: {
    message: 'Der Schlüssel ist mit einem Verfahren verschlüsselt, das nicht unterstützt wird.',
    hint: 'Verschlüsseln Sie eine Kopie mit AES:\nopenssl pkcs8 -topk8 -v2 aes256 -provider legacy -provider default -in private.key -out converted.key',
  },
  invalid_certificate: {
    message: 'Das Zertifikat lässt sich nicht lesen.',
    hint: 'Fügen Sie die Datei certificate_pub.crt aus config.zip ein, von der Zeile BEGIN bis zur Zeile END.',
  },
  certificate_mismatch: {
    message: 'Der private Schlüssel gehört nicht zum Zertifikat.',
    hint: 'Nehmen Sie beide aus derselben config.zip, oder laden Sie das Zertifikat dieses Schlüssels in die Developer Console hoch.',
  },
  certificate_expired: {
    message: 'Das Zertifikat ist am {expires} abgelaufen. Adobe lehnt JWTs ab, die mit seinem Schlüssel signiert sind.',
    hint: 'Erzeugen Sie einen neuen Schlüssel mit Zertifikat, und laden Sie das Zertifikat in die Developer Console hoch.',
  },
  certificate_not_listed: {
    message:
      'Die Datei mit den Zugangsdaten nennt dieses Zertifikat nicht. Adobe akzeptiert nur Schlüssel der genannten Zertifikate.',
    hint: 'Laden Sie es in die Developer Console hoch, oder nehmen Sie den privaten Schlüssel eines genannten Zertifikats: {listed}.',
  },
  certificate_unknown: {
    message:
      'Die Datei mit den Zugangsdaten nennt Zertifikate. Der private Schlüssel allein zeigt nicht, zu welchem er gehört.',
    hint: 'Fügen Sie das Zertifikat hinzu, oder vergleichen Sie seinen Fingerabdruck mit den genannten: {listed}. Dieser Befehl zeigt ihn an:\nopenssl x509 -in certificate_pub.crt -noout -fingerprint -sha1',
  },
  multi_prime: {
    message: 'Dieser RSA-Schlüssel hat mehr als zwei Primzahlen. Das wird nicht unterstützt.',
    hint: newKey,
  },
  key_too_small: { message: 'Der Schlüssel hat {actual} Bit. Nötig sind mindestens {min}.', hint: newKey },
  key_too_large: { message: 'Der Schlüssel hat {actual} Bit. Unterstützt werden höchstens {max}.', hint: newKey },
  corrupt_key: {
    message: 'Der Schlüssel ist beschädigt: Sein Inhalt ist kein privater Schlüssel.',
    hint: copyKey,
  },
  inconsistent_key: {
    message: 'Der Schlüssel ist beschädigt: Seine Zahlen passen nicht zusammen.',
    hint: `${copyKey} Dieser Befehl prüft die Datei:\nopenssl pkey -in private.key -check -noout`,
  },
  rebuilt_key: {
    message: 'Der Schlüssel ist beschädigt. Er wurde aus dem wiederhergestellt, was noch da war.',
    hint: 'Nehmen Sie möglichst die Originaldatei, oder vergleichen Sie den SHA-256-Wert des öffentlichen Schlüssels, {fingerprint}, mit dem des Originals oder seines Zertifikats:\nopenssl pkey -in private.key -pubout -outform DER | openssl sha256\nopenssl x509 -in certificate_pub.crt -noout -pubkey | openssl pkey -pubin -outform DER | openssl sha256',
  },
  jwk_for_other_use: {
    message: 'Der JWK ist für einen anderen Zweck bestimmt: {given}. imskit signiert mit RS256.',
    hint: 'Prüfen Sie, ob das der Schlüssel des Zertifikats in der Developer Console ist.',
  },
  file_path: {
    message: 'Das ist der Pfad einer Datei, nicht der Schlüssel darin.',
    hint: 'Öffnen Sie die Datei in einem Texteditor, und fügen Sie ihren Inhalt ein.',
  },
  fingerprint: {
    message: 'Das ist ein Fingerabdruck. Er kennzeichnet einen Schlüssel, enthält ihn aber nicht.',
    hint: pasteFile,
  },
  client_secret: {
    message: 'Das ist ein Client Secret, kein privater Schlüssel.',
    hint: 'Fügen Sie es unter Client Secret ein, und hier den Inhalt von private.key.',
  },
  jwt: {
    message: 'Das ist ein JWT oder ein Zugriffstoken, kein privater Schlüssel.',
    hint: 'Fügen Sie den privaten Schlüssel ein, der es signiert: die Datei private.key in config.zip.',
  },
  web_page: {
    message: 'Das ist eine Webseite (HTML), kein Schlüssel.',
    hint: 'Der Download endete wohl auf einer Anmelde- oder Fehlerseite. Melden Sie sich an, und laden Sie den Schlüssel noch einmal herunter.',
  },
  stringified_object: {
    message: 'Das ist „[object Object]“: Ein Programm hat ein Objekt in Text umgewandelt.',
    hint: pasteFile,
  },
  gzip: {
    message: 'Diese Datei ist mit gzip komprimiert.',
    hint: 'Entpacken Sie sie, und fügen Sie den Schlüssel daraus ein:\ngzip -dc FILE.gz',
  },
  zip: {
    message: 'Das ist ein ZIP-Archiv.',
    hint: 'Entpacken Sie es, und fügen Sie den Inhalt von private.key ein.',
  },
  encrypted_by_openssl: {
    message: 'Das ist eine Datei, die mit openssl enc verschlüsselt wurde.',
    hint: 'Entschlüsseln Sie sie mit dem Verfahren, mit dem sie verschlüsselt wurde:\nopenssl enc -d -aes-256-cbc -pbkdf2 -a -in FILE -out private.key',
  },
  ansible_vault: {
    message: 'Das ist mit Ansible Vault verschlüsselt.',
    hint: 'Entschlüsseln Sie es:\nansible-vault decrypt --output private.key FILE',
  },
  sops: { message: 'Das ist mit SOPS verschlüsselt.', hint: 'Entschlüsseln Sie es:\nsops --decrypt FILE' },
  age: {
    message: 'Das ist mit age verschlüsselt.',
    hint: 'Entschlüsseln Sie es:\nage --decrypt -i IDENTITY -o private.key FILE',
  },
  git_crypt: {
    message: 'Das ist mit git-crypt verschlüsselt.',
    hint: 'Entsperren Sie das Repository, und kopieren Sie dann den Schlüssel:\ngit-crypt unlock',
  },
  git_lfs: {
    message: 'Das ist ein Verweis von Git LFS. Der Schlüssel selbst wurde nicht heruntergeladen.',
    hint: 'Laden Sie ihn herunter:\ngit lfs pull',
  },
}

/** @satisfies {import('../texts.js').Translations} */
export const repairs = {
  utf16: 'Der Text wurde von UTF-16 in UTF-8 umgewandelt.',
  bom: 'Eine Bytereihenfolge-Marke vor dem Schlüssel wurde entfernt.',
  spaces: 'Geschützte Leerzeichen und Leerzeichen ohne Breite wurden entfernt.',
  dashes: 'Typografische Striche wurden durch Bindestriche ersetzt.',
  json: 'Der Schlüssel wurde aus JSON herausgenommen.',
  object_literal: 'Ein Objekt von JavaScript oder Python wurde als JSON neu geschrieben.',
  quotes: 'Anführungszeichen um den Schlüssel wurden entfernt.',
  escaped_line_ends: 'Als \\n geschriebene Zeilenenden wurden durch echte ersetzt.',
  line_ends: 'Die Zeilenenden wurden vereinheitlicht.',
  escapes: 'Escape-Sequenzen wie \\u002B wurden decodiert.',
  url_encoding: 'Die URL-Codierung wurde decodiert.',
  html: 'HTML-Tags und -Entities wurden decodiert.',
  quoted_printable: 'Die Codierung Quoted-Printable aus E-Mails wurde decodiert.',
  hexadecimal: 'Hexadezimale Ziffern wurden decodiert.',
  full_width: 'Zeichen in voller Breite wurden durch gewöhnliche ersetzt.',
  terminal_codes: 'Farbcodes eines Terminals wurden entfernt.',
  byte_list: 'Eine Liste von Bytewerten wurde decodiert.',
  latin1: 'Bytes, die als Latin-1-Text gelesen worden waren, wurden wiederhergestellt.',
  double_base64: 'Der Text war noch einmal in Base64 codiert. Er wurde decodiert.',
  surrounding_text: 'Text vor oder nach dem Schlüssel wurde entfernt.',
  binary: 'Der Schlüssel war binär (DER). Er wurde in Text umgewandelt.',
  indefinite_length: 'Der Schlüssel hatte unbestimmte Längen (BER). Er wurde als DER neu geschrieben.',
  missing_dashes: 'Die Zeilen BEGIN und END wurden korrigiert.',
  missing_markers: 'Die fehlende Zeile BEGIN oder END wurde ergänzt.',
  wrong_label: 'Die Zeile BEGIN nannte eine andere Art von Schlüssel. Sie wurde korrigiert.',
  repeated: 'Derselbe Schlüssel stand mehrmals da. Ein Exemplar wurde behalten.',
  single_line: 'Zeilenumbrüche wurden ergänzt.',
  indentation: 'Leerzeichen am Anfang oder Ende von Zeilen wurden entfernt.',
  blank_lines: 'Leere Zeilen im Schlüssel wurden entfernt.',
  stray_characters: 'Zeichen, die nicht in einen Schlüssel gehören, wurden entfernt.',
  line_decoration: 'Text um jede Zeile des Schlüssels, zum Beispiel Zeilennummern, wurde entfernt.',
  separators: 'Zeichen zwischen den Zeilen des Schlüssels wurden entfernt.',
  lost_plus: 'Leerzeichen wurden wieder durch die Pluszeichen ersetzt, die sie waren.',
  base64url: 'Die Zeichen - und _ wurden durch + und / ersetzt (base64url).',
  padding: 'Fehlende Zeichen = am Ende wurden ergänzt.',
  trailing_data: 'Zeichen nach dem Ende des Schlüssels wurden entfernt.',
  rebuilt: 'Der Schlüssel war beschädigt. Er wurde aus dem wiederhergestellt, was noch da war.',
}
