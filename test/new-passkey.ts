import type { NewPasskey } from '@passlink/store'

/** A passkey as from a registration. */
export const newPasskey: NewPasskey = {
  credentialId: 'Y3JlZGVudGlhbA',
  publicKey: Buffer.from('public key'),
  counter: 0,
  transports: ['internal', 'hybrid'],
  attachment: 'platform',
  aaguid: '00000000-0000-0000-0000-000000000000',
  backupEligible: true,
  backedUp: true,
  attestationFormat: 'none',
  attestation: Buffer.from('attestation'),
  origin: 'https://passlink.example',
  rpId: 'passlink.example',
  name: 'iPhone',
}

/** The rest of what redeeming a link needs: the link to remove the passkey with, and from where it was redeemed. */
export const undoable = {
  undo: { keyId: 'test', lifetimeMs: 604_800_000 },
  details: {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    location: 'Bern',
    timeZone: 'Europe/Zurich',
  },
}
