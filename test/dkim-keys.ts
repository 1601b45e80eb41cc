import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Writes private keys in PEM into a folder of their own. */
export function createKeyFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'passlink-dkim-'))
  return {
    folder,
    /** The path of a new RSA key. */
    rsa(name: string, modulusLength = 2_048): string {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength })
      return write(name, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
    },
    ed25519(name: string): string {
      const { privateKey } = generateKeyPairSync('ed25519')
      return write(name, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
    },
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }

  function write(name: string, text: string): string {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
}
