import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** The selector of a DKIM key (RFC 6376 section 3.1) and the file with the private key, in PEM. */
export type DkimKeyFile = { selector: string; file: string }

export type DkimKey = { selector: string; privateKey: KeyObject }

const bitsMin = 1_024

/**
 * Reads `selector:file[,selector:file]`. Throws if a selector is none (RFC 6376 section 3.1), if one repeats, or if a file
 * is missing.
 */
export function parseDkimKeys(text: string): DkimKeyFile[] {
  const keys = text.split(',').map((entry, index) => {
    const [, selector, file] = /^([a-z\d]+(?:[-.][a-z\d]+)*):(.+)$/i.exec(entry.trim()) ?? []
    if (!selector || !file) throw new Error(`entry ${index + 1} must be selector:file`)
    return { selector, file }
  })
  if (new Set(keys.map(({ selector }) => selector)).size < keys.length)
    throw new Error('a selector is repeated')
  return keys
}

/**
 * Reads the private keys with `read`. Throws an error that names the file if it cannot be read, or if its key is not an
 * RSA key of 1,024 bits or more (RFC 8301 section 3.2): few receivers verify others.
 */
export function readDkimKeys(files: readonly DkimKeyFile[], read: (file: string) => string): DkimKey[] {
  return files.map(({ selector, file }) => {
    try {
      return { selector, privateKey: readKey(read(file)) }
    } catch (error) {
      throw new Error(`DKIM_KEYS: ${file}: ${(error as Error).message}`)
    }
  })
}

function readKey(pem: string): KeyObject {
  const key = parsePem(pem)
  if (key.asymmetricKeyType !== 'rsa') throw new Error(`must be an RSA key, not ${key.asymmetricKeyType}`)
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < bitsMin) throw new Error(`must have ${bitsMin} bits or more, not ${modulusLength}`)
  return key
}

function parsePem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Error('must be a private key in PEM without a passphrase')
  }
}

/** The record that the selector's name in DNS needs (RFC 6376 section 3.6.1). */
export const dkimRecordOf = ({ privateKey }: DkimKey): string =>
  `v=DKIM1; k=rsa; p=${createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')}`

/** The name in DNS at which the record of a selector is (RFC 6376 section 3.6.2.1). */
export const dkimNameOf = (selector: string, domain: string) => `${selector}._domainkey.${domain}`
