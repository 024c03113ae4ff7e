/**
 * Names that the Developer Console shows in English stay English, so that users find them there.
 * @type {Readonly<Record<import('../../index.js').FormFieldName, import('../texts.js').FieldTexts>>}
 */
export const fieldTexts = Object.freeze({
  name: {
    label: 'Name der Verbindung',
    hint: 'Wählen Sie einen Namen, den keine andere Verbindung Ihrer Organisation hat.',
    format: 'Den Namen der Verbindung wählen Sie selbst.',
    allowed: 'Erlaubt sind die Buchstaben A bis Z, Ziffern, Leerzeichen und _ . + -',
  },
  description: {
    label: 'Beschreibung',
    format: 'Die Beschreibung ist ein beliebiger Text.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  type: {
    label: 'Typ',
    format: 'Der Typ steht fest.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  runtimeEnvironment: {
    label: 'Laufzeitumgebung',
    hint: 'Der Secure Agent, der Ihre Aufgaben ausführt.',
    format: 'Die Laufzeitumgebung ist der Name eines Secure Agent.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  clientId: {
    label: 'Client ID',
    format: 'Eine Client ID hat meist 32 Zeichen, 0–9 und a–f.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  clientSecret: {
    label: 'Client Secret',
    format: 'Ein Client Secret besteht meist aus p8e- oder s8e- und 32 Buchstaben, Ziffern, _ oder -.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  technicalAccountId: {
    label: 'Technical Account ID',
    format: 'Eine Technical Account ID besteht aus 24 Zeichen, 0–9 und A–F, und @techacct.adobe.com.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  organizationId: {
    label: 'Organization ID',
    format: 'Eine Organization ID besteht aus 24 Zeichen, 0–9 und A–F, und @AdobeOrg.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  privateKey: {
    label: 'Privater Schlüssel',
    hint: 'Nehmen Sie die Datei private.key aus der config.zip der Adobe Developer Console oder den Schlüssel, den Sie mit OpenSSL erzeugt haben.',
    format: 'Ein privater Schlüssel beginnt mit -----BEGIN PRIVATE KEY-----.',
    allowed: 'Fügen Sie den Schlüssel als Text ein (PEM).',
  },
  passphrase: {
    label: 'Passphrase',
    format: 'Eine Passphrase öffnet einen verschlüsselten privaten Schlüssel.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  imsHost: {
    label: 'IMS Host',
    hint: 'Lassen Sie das Feld leer, um den Produktivdienst von Adobe zu verwenden.',
    format: 'Der IMS Host ist meist https://ims-na1.adobelogin.com.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
  imsExchange: {
    label: 'IMS Exchange',
    hint: 'Lassen Sie das Feld leer, um die Adresse vom IMS Host abzuleiten.',
    format: 'Die Adresse ist meist https://ims-na1.adobelogin.com/ims/exchange/jwt.',
    allowed: 'Erlaubt ist nur sichtbarer Text.',
  },
})
