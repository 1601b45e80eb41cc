import { readFileSync } from 'node:fs'
import { createSignMail, type DkimKeyFile, readDkimKeys, type SignMail } from '@passlink/mail'
import { CannotStart } from '@passlink/runtime'

type Settings = { DKIM_DOMAIN?: string | undefined; DKIM_KEYS?: readonly DkimKeyFile[] | undefined }

/** The signer of the mails; undefined if they are not signed by us. Throws {@link CannotStart} if a key is of no use. */
export function openSigner({ DKIM_DOMAIN, DKIM_KEYS }: Settings): SignMail | undefined {
  if (!DKIM_DOMAIN || !DKIM_KEYS) return undefined
  try {
    return createSignMail(
      DKIM_DOMAIN,
      readDkimKeys(DKIM_KEYS, file => readFileSync(file, 'utf8')),
    )
  } catch (error) {
    throw new CannotStart((error as Error).message)
  }
}
