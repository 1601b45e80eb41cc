import type { Catalog } from '../catalog.ts'

export const fr: Catalog = {
  language: 'fr',
  direction: 'ltr',
  linkMail: {
    subject: organization => `Ajoutez une clé d’accès pour ${organization}`,
    preview: 'Ouvrez ce lien sur l’appareil avec lequel vous souhaitez vous connecter.',
    heading: 'Ajouter une clé d’accès',
    greeting: name => `Bonjour ${name},`,
    request: organization =>
      `Ce lien vous permet d’ajouter une clé d’accès à votre compte ${organization}. Avec une clé d’accès, vous vous connectez avec votre empreinte digitale, votre visage ou le verrouillage de l’écran, sans mot de passe.`,
    button: 'Ajouter une clé d’accès',
    expiry: duration => `Le lien ne fonctionne qu’une seule fois et reste valable ${duration}.`,
    otherDevice: 'Ouvrez le lien sur l’appareil avec lequel vous souhaitez vous connecter.',
    fallback: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur\u202f:',
    notYou:
      'Si vous n’attendiez pas cet e-mail, vous pouvez l’ignorer\u202f: rien ne change tant que personne n’utilise le lien.',
    sender: organization =>
      `E-mail envoyé pour ${organization}, car un lien a été demandé pour votre compte.`,
  },
  addedMail: {
    subject: organization => `Une clé d’accès a été ajoutée à votre compte ${organization}`,
    preview: 'Si c’était vous, vous n’avez rien à faire.',
    heading: 'Clé d’accès ajoutée',
    greeting: name => `Bonjour ${name},`,
    text: ({ organization, passkey, moment }) =>
      `La clé d’accès «\u202f${passkey}\u202f» a été ajoutée à votre compte ${organization} le ${moment}.`,
    wasYou: 'Si c’était vous, vous n’avez rien à faire.',
    notYou: organization =>
      `Si ce n’était pas vous, connectez-vous à ${organization}, supprimez la clé d’accès et prévenez ${organization}.`,
    sender: organization =>
      `E-mail envoyé pour ${organization}, car une clé d’accès a été ajoutée à votre compte.`,
  },
  redeem: {
    loading: 'Un instant…',
    noScript: {
      title: 'Cette page a besoin de JavaScript',
      text: 'Autorisez JavaScript pour cette page et rechargez-la, ou ouvrez le lien de l’e-mail dans un autre navigateur.',
    },
    ready: {
      title: organization => `Ajouter une clé d’accès pour ${organization}`,
      forName: name => `Pour ${name}`,
      forAddress: (name, address) => `Pour ${name} (${address})`,
      explanation:
        'Votre appareil vous demandera de confirmer avec votre empreinte digitale, votre visage ou le verrouillage de l’écran. Rien de tout cela ne quitte l’appareil\u202f: seule une clé publique est envoyée, et elle ne permet à personne de se connecter.',
      button: 'Ajouter une clé d’accès',
      otherWays:
        'Vous pouvez aussi utiliser une clé de sécurité ou un téléphone. Pour un téléphone, votre appareil affiche un code QR à scanner.',
    },
    waiting: 'En attente de votre appareil…',
    added: {
      title: 'Clé d’accès ajoutée',
      here: organization =>
        `Vous pouvez fermer cette page et vous connecter à ${organization} avec votre clé d’accès sur cet appareil.`,
      elsewhere: organization =>
        `Vous pouvez fermer cette page et vous connecter à ${organization} avec la clé d’accès de votre téléphone ou de votre clé de sécurité.`,
      nameLabel: 'Nom de la clé d’accès',
      nameHint: 'Il vous aidera à la reconnaître plus tard.',
      nameSave: 'Enregistrer le nom',
      nameSaved: 'Nom enregistré',
      nameNotSaved: 'Le nom n’a pas pu être enregistré. Votre clé d’accès fonctionne quand même.',
    },
    devices: {
      iphone: 'iPhone',
      ipad: 'iPad',
      androidPhone: 'téléphone Android',
      mac: 'Mac',
      windows: 'ordinateur Windows',
      linux: 'ordinateur Linux',
      chromebook: 'Chromebook',
      securityKey: 'clé de sécurité',
      phone: 'téléphone',
      thisDevice: 'cet appareil',
    },
    passkeyName: (provider, device) => `${provider} sur ${device}`,
    tryAgain: 'Réessayer',
    ends: {
      expired: {
        title: 'Ce lien a expiré',
        text: () => 'Pour votre sécurité, un lien n’est valable que peu de temps.',
        next: ({ organization }) => `Connectez-vous à ${organization} et demandez un nouveau lien.`,
      },
      redeemed: {
        title: 'Ce lien a déjà été utilisé',
        text: () => 'Un lien ne fonctionne qu’une seule fois.',
        next: ({ organization }) =>
          `Si c’était vous, connectez-vous à ${organization} avec votre clé d’accès. Sinon, prévenez ${organization}.`,
      },
      revoked: {
        title: 'Ce lien n’est plus valable',
        text: () =>
          'Un autre lien a été utilisé entre-temps, ou celui-ci a été ouvert trop souvent avec une adresse incorrecte.',
        next: ({ organization }) =>
          `Connectez-vous à ${organization} et demandez un nouveau lien s’il vous faut encore une clé d’accès.`,
      },
      wrong: {
        title: 'Ce lien est incomplet ou inconnu',
        text: () => 'Une partie de l’adresse a peut-être été perdue lors de la copie.',
        next: () => 'Rouvrez le lien depuis l’e-mail, ou copiez l’adresse en entier.',
      },
      unsupported: {
        title: 'Ce navigateur ne peut pas ajouter de clé d’accès',
        text: () => 'Il est trop ancien ou ne prend pas en charge les clés d’accès.',
        next: () =>
          'Mettez le navigateur à jour, ou ouvrez le lien de l’e-mail dans Chrome, Edge, Firefox ou Safari.',
      },
      already: {
        title: 'Cet appareil a déjà une clé d’accès',
        text: ({ organization }) =>
          `Vous pouvez l’utiliser pour vous connecter à ${organization}. Rien n’a changé.`,
        next: () => 'Pour ajouter une clé d’accès sur un autre appareil, ouvrez le lien sur celui-ci.',
      },
      wrongOrigin: {
        title: 'Cette page a été ouverte à la mauvaise adresse',
        text: () => 'Une clé d’accès ne peut être ajoutée qu’à l’adresse indiquée dans l’e-mail.',
        next: () => 'Ouvrez le lien depuis l’e-mail.',
      },
      notAllowedHere: {
        title: 'Ouvrez ce lien dans votre navigateur',
        text: () =>
          'La page est affichée ici à l’intérieur d’une application ou d’une autre page, où aucune clé d’accès ne peut être ajoutée.',
        next: () => 'Copiez le lien de l’e-mail et ouvrez-le dans un navigateur comme Chrome ou Safari.',
      },
      notFound: {
        title: 'Il n’y a rien ici',
        text: () => 'Aucune page ne correspond à cette adresse.',
        next: () => 'Ouvrez le lien depuis l’e-mail, ou copiez l’adresse en entier.',
      },
      cancelled: {
        title: 'Aucune clé d’accès n’a été ajoutée',
        text: () =>
          'L’opération a été annulée ou a pris trop de temps. Rien n’a changé\u202f: vous pouvez réessayer.',
      },
      offline: {
        title: 'La connexion a été interrompue',
        text: () => 'Vérifiez votre connexion Internet, puis réessayez.',
      },
      busy: {
        title: 'Veuillez patienter un peu',
        text: ({ duration }) => `Il y a trop de demandes en ce moment. Réessayez dans ${duration}.`,
      },
      failed: {
        title: 'Cela n’a pas fonctionné',
        text: () =>
          'La réponse de votre appareil n’a pas été acceptée. Réessayez, au besoin avec un autre appareil.',
      },
      away: {
        title: 'Nous ne pouvons pas répondre pour le moment',
        text: () =>
          'Un problème est survenu de notre côté. Votre lien n’est pas perdu\u202f: réessayez dans une minute.',
      },
    },
  },
  errors: {
    authHeaderMissing: 'L’en-tête Authorization est absent',
    authHeaderInvalid: 'L’en-tête Authorization doit se composer de «\u202fBearer\u202f» et d’un jeton',
    tokenInvalid: 'Le jeton n’est pas valide ici, ou ne l’est plus',
    issuerAway: 'Le jeton ne peut pas être vérifié, car son émetteur ne répond pas',
    organizationMissing:
      'L’émetteur n’indique aucune organisation pour cette personne, et aucune n’est définie ici par défaut',
    addressMissing: 'Cette personne n’a pas d’adresse e-mail à laquelle envoyer le lien',
    addressUnverified: 'L’adresse e-mail de cette personne n’est pas vérifiée',
    bodyMalformed: 'Le corps de la requête doit être un objet JSON ou être vide',
    messageMalformed: 'Le message est illisible',
    bodyTooLarge: 'Le corps de la requête est trop volumineux',
    contentTypeUnsupported: 'Le type de contenu doit être application/json',
    notFound: 'Introuvable',
    methodNotAllowed: 'Cette méthode n’est pas autorisée ici',
    unavailable: 'Impossible pour le moment\u202f: réessayez dans un instant',
    internal: 'Une erreur interne s’est produite',
    cancelled: 'L’appelant a mis fin à l’appel',
    deadlineExceeded: 'Le délai fixé par l’appelant est écoulé',
    fieldsInvalid: 'Certains champs ne sont pas valides',
    noSuchUser: 'Aucune personne n’a cet identifiant',
    noSuchOrganization: 'Aucune organisation n’a cet identifiant\u202f: enregistrez d’abord l’organisation',
    returningOff: 'Les liens ne sont pas renvoyés ici, ils sont seulement envoyés par e-mail',
    urlTemplateInvalid:
      'Le modèle d’URL doit compter de 1 à 200 caractères, contenir {{.CodeID}} et {{.Code}} et former une URL',
    originNotAllowed: 'L’origine ne fait pas partie de celles qui sont autorisées ici',
    userUnknown: 'Cette personne n’est pas connue dans votre organisation',
    limited: 'Trop de liens ont été demandés\u202f: réessayez plus tard',
    idempotencyKeyInvalid: 'La clé d’idempotence doit compter de 1 à 255 caractères ASCII visibles',
    idempotencyKeyInFlight:
      'Un appel avec cette clé d’idempotence est en cours\u202f: réessayez dans un instant',
    idempotencyKeyReused: 'Cette clé d’idempotence a déjà été utilisée pour un autre appel',
    tokenIdInvalid: 'L’identifiant doit compter de 1 à 200 caractères',
    passkeyUnknown: 'Vous n’avez pas de clé d’accès avec cet identifiant',
    permissionMissing: 'Vous n’avez pas le droit de faire cela pour une autre personne',
    linkUnknown: 'Ce lien n’existe pas, ou n’est pas le vôtre',
    scopeMissing: 'Le jeton n’a pas la portée (scope) nécessaire',
    linkInvalid: 'Ce lien n’existe pas, ou son code est incorrect',
    linkExpired: 'Le lien a expiré',
    linkRedeemed: 'Le lien a déjà été utilisé',
    linkRevoked: 'Le lien n’est plus valable',
    challengeUnknown:
      'Le défi (challenge) est trop ancien ou a déjà été utilisé\u202f: redemandez les options',
    registrationRefused: 'L’enregistrement n’a pas été accepté',
    passkeyExists: 'Cette clé d’accès a déjà été ajoutée',
    tooManyTries: 'Il y a eu trop de tentatives\u202f: réessayez plus tard',
    nameInvalid: 'Le nom est vide, trop long ou contient des caractères non autorisés',
  },
}
