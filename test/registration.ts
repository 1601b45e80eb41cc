import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { cose, isoCBOR } from '@simplewebauthn/server/helpers'

const flag = { userPresent: 1, userVerified: 4, backupEligible: 8, backedUp: 16, attested: 64 }

export type RegistrationOptions = {
  challenge: string
  origin: string
  rpId: string
  aaguid?: string
  credentialId?: Buffer
  isVerified?: boolean
  transports?: string[]
  attachment?: 'platform' | 'cross-platform'
  key?: KeyObject
}

/** A registration response as an authenticator makes it (WebAuthn section 6.5), without attestation. */
export function createRegistration({
  challenge,
  origin,
  rpId,
  aaguid = '00000000-0000-0000-0000-000000000000',
  credentialId = randomBytes(32),
  isVerified = true,
  transports = ['internal'],
  attachment = 'platform',
  key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
}: RegistrationOptions) {
  const clientData = { type: 'webauthn.create', challenge, origin, crossOrigin: false }
  const flags =
    flag.userPresent |
    (isVerified ? flag.userVerified : 0) |
    flag.backupEligible |
    flag.backedUp |
    flag.attested
  const authData = Buffer.concat([
    createHash('sha256').update(rpId).digest(),
    Buffer.from([flags, 0, 0, 0, 0]),
    Buffer.from(aaguid.replaceAll('-', ''), 'hex'),
    Buffer.from([credentialId.length >> 8, credentialId.length & 255]),
    credentialId,
    coseKey(key),
  ])
  const attestation = isoCBOR.encode(
    new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ]) as Parameters<typeof isoCBOR.encode>[0],
  )
  const id = credentialId.toString('base64url')
  return {
    id,
    rawId: id,
    type: 'public-key' as const,
    authenticatorAttachment: attachment,
    clientExtensionResults: {},
    response: {
      clientDataJSON: Buffer.from(JSON.stringify(clientData)).toString('base64url'),
      attestationObject: Buffer.from(attestation).toString('base64url'),
      transports,
    },
  }
}

/** An ES256 key as a COSE key in CBOR (RFC 9053 section 7.1). */
function coseKey(key: KeyObject): Uint8Array {
  const { x, y } = key.export({ format: 'jwk' })
  const bytes = (text = '') => new Uint8Array(Buffer.from(text, 'base64url'))
  return isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [cose.COSEKEYS.kty, cose.COSEKTY.EC2],
      [cose.COSEKEYS.alg, cose.COSEALG.ES256],
      [cose.COSEKEYS.crv, cose.COSECRV.P256],
      [cose.COSEKEYS.x, bytes(x)],
      [cose.COSEKEYS.y, bytes(y)],
    ]) as Parameters<typeof isoCBOR.encode>[0],
  )
}
