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
