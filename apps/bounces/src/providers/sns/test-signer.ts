import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** Signs as SNS does, for tests: `certificate` is a self-signed one (RFC 5280) for the key, in PEM. */
export type TestSigner = { certificate: string; sign: (text: string, hash: 'sha1' | 'sha256') => string }

export function createTestSigner(): TestSigner {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('sns.amazonaws.com')))))
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1), randomBytes(8)),
    rsaWithSha256,
    name,
    sequence(der(0x17, Buffer.from('260101000000Z')), der(0x17, Buffer.from('261231235959Z'))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(0x03, Buffer.of(0), sign('sha256', toBeSigned, privateKey))
  const certificate = sequence(toBeSigned, rsaWithSha256, signature)
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
    sign: (text, hash) => sign(hash, Buffer.from(text), privateKey).toString('base64'),
  }
}

const rsaWithSha256 = sequence(objectId('2a864886f70d01010b'), der(0x05))
const commonName = objectId('550403')

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function sequence(...parts: Uint8Array[]): Buffer {
  return der(0x30, ...parts)
}

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}
