import type { Catalog } from '../catalog.ts'

export const de: Catalog = {
  language: 'de',
  direction: 'ltr',
  linkMail: {
    subject: organization => `Passkey für ${organization} hinzufügen`,
    preview: 'Öffnen Sie diesen Link auf dem Gerät, mit dem Sie sich anmelden möchten.',
    heading: 'Passkey hinzufügen',
    greeting: name => `Guten Tag ${name},`,
    request: organization =>
      `mit diesem Link können Sie Ihrem Konto bei ${organization} einen Passkey hinzufügen. Mit einem Passkey melden Sie sich per Fingerabdruck, Gesichtserkennung oder Displaysperre an, ganz ohne Passwort.`,
    button: 'Passkey hinzufügen',
    expiry: duration => `Der Link funktioniert nur einmal und ist ${duration} gültig.`,
    otherDevice: 'Öffnen Sie den Link auf dem Gerät, mit dem Sie sich anmelden möchten.',
    fallback: 'Wenn die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
    notYou:
      'Wenn Sie diese E-Mail nicht erwartet haben, können Sie sie ignorieren: Solange niemand den Link benutzt, ändert sich nichts.',
    sender: organization =>
      `Gesendet im Auftrag von ${organization}, weil für Ihr Konto ein Link angefordert wurde.`,
  },
  addedMail: {
    subject: organization => `Ihrem Konto bei ${organization} wurde ein Passkey hinzugefügt`,
    preview: 'Wenn Sie das waren, müssen Sie nichts tun.',
    heading: 'Passkey hinzugefügt',
    greeting: name => `Guten Tag ${name},`,
    text: ({ organization, passkey, moment }) =>
      `Ihrem Konto bei ${organization} wurde am ${moment} der Passkey „${passkey}“ hinzugefügt.`,
    wasYou: 'Wenn Sie das waren, müssen Sie nichts tun.',
    notYou: organization =>
      `Wenn Sie das nicht waren, melden Sie sich bei ${organization} an, entfernen Sie den Passkey und geben Sie ${organization} Bescheid.`,
    sender: organization =>
      `Gesendet im Auftrag von ${organization}, weil Ihrem Konto ein Passkey hinzugefügt wurde.`,
  },
  redeem: {
    loading: 'Einen Moment\u00a0…',
    noScript: {
      title: 'Diese Seite benötigt JavaScript',
      text: 'Erlauben Sie JavaScript für diese Seite und laden Sie sie neu, oder öffnen Sie den Link aus der E-Mail in einem anderen Browser.',
    },
    ready: {
      title: organization => `Passkey für ${organization} hinzufügen`,
      forName: name => `Für ${name}`,
      forAddress: (name, address) => `Für ${name} (${address})`,
      explanation:
        'Ihr Gerät fragt nach Ihrem Fingerabdruck, Ihrem Gesicht oder Ihrer Displaysperre. Nichts davon verlässt das Gerät: Gesendet wird nur ein öffentlicher Schlüssel, und mit diesem allein kann sich niemand anmelden.',
      button: 'Passkey hinzufügen',
      otherWays:
        'Sie können auch einen Sicherheitsschlüssel oder ein Smartphone verwenden. Für das Smartphone zeigt Ihr Gerät einen QR-Code zum Scannen an.',
    },
    waiting: 'Warten auf Ihr Gerät\u00a0…',
    added: {
      title: 'Passkey hinzugefügt',
      here: organization =>
        `Sie können diese Seite schließen und sich auf diesem Gerät mit Ihrem Passkey bei ${organization} anmelden.`,
      elsewhere: organization =>
        `Sie können diese Seite schließen und sich mit dem Passkey auf Ihrem Smartphone oder Sicherheitsschlüssel bei ${organization} anmelden.`,
      nameLabel: 'Name des Passkeys',
      nameHint: 'Daran erkennen Sie den Passkey später wieder.',
      nameSave: 'Namen speichern',
      nameSaved: 'Name gespeichert',
      nameNotSaved: 'Der Name konnte nicht gespeichert werden. Ihr Passkey funktioniert trotzdem.',
    },
    devices: {
      iphone: 'iPhone',
      ipad: 'iPad',
      androidPhone: 'Android-Smartphone',
      mac: 'Mac',
      windows: 'Windows-Computer',
      linux: 'Linux-Computer',
      chromebook: 'Chromebook',
      securityKey: 'Sicherheitsschlüssel',
      phone: 'Smartphone',
      thisDevice: 'dieses Gerät',
    },
    passkeyName: (provider, device) => `${provider} (${device})`,
    tryAgain: 'Erneut versuchen',
    ends: {
      expired: {
        title: 'Dieser Link ist abgelaufen',
        text: () => 'Zu Ihrer Sicherheit ist ein Link nur kurze Zeit gültig.',
        next: ({ organization }) =>
          `Melden Sie sich bei ${organization} an und fordern Sie einen neuen Link an.`,
      },
      redeemed: {
        title: 'Dieser Link wurde bereits benutzt',
        text: () => 'Jeder Link funktioniert nur einmal.',
        next: ({ organization }) =>
          `Wenn Sie das waren, melden Sie sich mit Ihrem Passkey bei ${organization} an. Wenn nicht, geben Sie ${organization} Bescheid.`,
      },
      revoked: {
        title: 'Dieser Link ist nicht mehr gültig',
        text: () =>
          'Inzwischen wurde ein anderer Link benutzt, oder dieser wurde zu oft mit einer falschen Adresse geöffnet.',
        next: ({ organization }) =>
          `Melden Sie sich bei ${organization} an. Wenn Ihnen noch ein Passkey fehlt, fordern Sie dort einen neuen Link an.`,
      },
      wrong: {
        title: 'Dieser Link ist unvollständig oder unbekannt',
        text: () => 'Vielleicht ist beim Kopieren ein Teil der Adresse verloren gegangen.',
        next: () => 'Öffnen Sie den Link noch einmal aus der E-Mail oder kopieren Sie die ganze Adresse.',
      },
      unsupported: {
        title: 'Dieser Browser kann keine Passkeys hinzufügen',
        text: () => 'Er ist zu alt oder unterstützt keine Passkeys.',
        next: () =>
          'Aktualisieren Sie den Browser oder öffnen Sie den Link aus der E-Mail in Chrome, Edge, Firefox oder Safari.',
      },
      already: {
        title: 'Dieses Gerät hat bereits einen Passkey',
        text: ({ organization }) =>
          `Sie können sich damit bei ${organization} anmelden. Es hat sich nichts geändert.`,
        next: () => 'Um einen Passkey auf einem anderen Gerät hinzuzufügen, öffnen Sie den Link dort.',
      },
      wrongOrigin: {
        title: 'Diese Seite wurde unter der falschen Adresse geöffnet',
        text: () => 'Passkeys lassen sich nur unter der Adresse aus der E-Mail hinzufügen.',
        next: () => 'Öffnen Sie den Link aus der E-Mail.',
      },
      notAllowedHere: {
        title: 'Bitte öffnen Sie diesen Link in Ihrem Browser',
        text: () =>
          'Die Seite wird hier in einer App oder in einer anderen Seite angezeigt. Dort lässt sich kein Passkey hinzufügen.',
        next: () =>
          'Kopieren Sie den Link aus der E-Mail und öffnen Sie ihn in einem Browser wie Chrome oder Safari.',
      },
      notFound: {
        title: 'Hier gibt es nichts',
        text: () => 'Unter dieser Adresse gibt es keine Seite.',
        next: () => 'Öffnen Sie den Link aus der E-Mail oder kopieren Sie die ganze Adresse.',
      },
      cancelled: {
        title: 'Es wurde kein Passkey hinzugefügt',
        text: () =>
          'Der Vorgang wurde abgebrochen oder hat zu lange gedauert. Es hat sich nichts geändert: Sie können es erneut versuchen.',
      },
      offline: {
        title: 'Die Verbindung ist unterbrochen',
        text: () => 'Prüfen Sie Ihre Internetverbindung und versuchen Sie es dann erneut.',
      },
      busy: {
        title: 'Bitte haben Sie etwas Geduld',
        text: ({ duration }) =>
          `Zurzeit gibt es zu viele Anfragen. Bitte warten Sie ${duration} und versuchen Sie es dann erneut.`,
      },
      failed: {
        title: 'Das hat nicht funktioniert',
        text: () =>
          'Die Antwort Ihres Geräts wurde nicht akzeptiert. Versuchen Sie es erneut, bei Bedarf mit einem anderen Gerät.',
      },
      away: {
        title: 'Wir können gerade nicht antworten',
        text: () =>
          'Auf unserer Seite gibt es eine Störung. Ihr Link geht nicht verloren: Versuchen Sie es in einer Minute erneut.',
      },
    },
  },
  errors: {
    authHeaderMissing: 'Der Authorization-Header fehlt',
    authHeaderInvalid: 'Der Authorization-Header muss aus „Bearer“ und einem Token bestehen',
    tokenInvalid: 'Das Token ist hier nicht gültig oder nicht mehr gültig',
    issuerAway: 'Das Token kann nicht geprüft werden, weil sein Aussteller nicht antwortet',
    organizationMissing:
      'Der Aussteller nennt für diese Person keine Organisation, und hier ist keine voreingestellt',
    addressMissing: 'Für diese Person ist keine E-Mail-Adresse bekannt, an die der Link gesendet werden kann',
    addressUnverified: 'Die E-Mail-Adresse dieser Person ist nicht bestätigt',
    bodyMalformed: 'Der Body muss ein JSON-Objekt oder leer sein',
    messageMalformed: 'Die Nachricht ist nicht lesbar',
    bodyTooLarge: 'Der Body ist zu groß',
    contentTypeUnsupported: 'Der Content-Type muss application/json sein',
    notFound: 'Nicht gefunden',
    methodNotAllowed: 'Diese Methode ist hier nicht erlaubt',
    unavailable: 'Das ist zurzeit nicht möglich: Versuchen Sie es gleich erneut',
    internal: 'Ein interner Fehler ist aufgetreten',
    cancelled: 'Der Aufrufer hat den Aufruf beendet',
    deadlineExceeded: 'Die vom Aufrufer gesetzte Frist ist abgelaufen',
    fieldsInvalid: 'Einige Felder sind ungültig',
    noSuchUser: 'Es gibt keine Person mit dieser ID',
    noSuchOrganization: 'Es gibt keine Organisation mit dieser ID: Speichern Sie zuerst die Organisation',
    returningOff: 'Links werden hier nicht zurückgegeben, sondern nur per E-Mail gesendet',
    urlTemplateInvalid:
      'Die URL-Vorlage muss 1 bis 200 Zeichen lang sein, {{.CodeID}} und {{.Code}} enthalten und eine URL ergeben',
    originNotAllowed: 'Der Origin gehört nicht zu denen, die hier erlaubt sind',
    userUnknown: 'Diese Person ist in Ihrer Organisation nicht bekannt',
    limited: 'Es wurden zu viele Links angefordert: Versuchen Sie es später erneut',
    idempotencyKeyInvalid: 'Der Idempotency-Key muss aus 1 bis 255 sichtbaren ASCII-Zeichen bestehen',
    idempotencyKeyInFlight:
      'Ein Aufruf mit diesem Idempotency-Key läuft noch: Versuchen Sie es gleich erneut',
    idempotencyKeyReused: 'Dieser Idempotency-Key wurde bereits für einen anderen Aufruf verwendet',
    tokenIdInvalid: 'Die ID muss 1 bis 200 Zeichen lang sein',
    passkeyUnknown: 'Sie haben keinen Passkey mit dieser ID',
    permissionMissing: 'Sie dürfen das nicht für andere tun',
    linkUnknown: 'Diesen Link gibt es nicht, oder er gehört Ihnen nicht',
    scopeMissing: 'Dem Token fehlt der Scope, der hierfür nötig ist',
    linkInvalid: 'Diesen Link gibt es nicht, oder sein Code ist falsch',
    linkExpired: 'Der Link ist abgelaufen',
    linkRedeemed: 'Der Link wurde bereits benutzt',
    linkRevoked: 'Der Link ist nicht mehr gültig',
    challengeUnknown:
      'Die Challenge ist zu alt oder wurde bereits benutzt: Fragen Sie die Optionen erneut ab',
    registrationRefused: 'Die Registrierung wurde nicht akzeptiert',
    passkeyExists: 'Dieser Passkey wurde bereits hinzugefügt',
    tooManyTries: 'Es gab zu viele Versuche: Versuchen Sie es später erneut',
    nameInvalid: 'Der Name ist leer, zu lang oder enthält Zeichen, die nicht erlaubt sind',
  },
}
