import type { MailKind } from '@passlink/mail'
import { catalogs } from '@passlink/messages'
import { recordLinks, redeemLink, removePasskey, saveOrganizations, saveUsers } from '@passlink/store'
import { brand, logo } from './brand.ts'
import { type MailedLink, request, unlimited } from './deliveries.ts'
import { newPasskey, undoable } from './new-passkey.ts'
import { createPasslink } from './passlink.ts'
import { alice } from './people.ts'
import { deliveriesThatAre } from './records.ts'
import type { ReceivedMail } from './servers/relay.ts'

const details = { ...undoable.details, application: 'Acme Notes', timeZone: 'Europe/Zurich' }

const credentialOf = (userId = '') => `credential-${userId}`

export type MailsOf = (language: string) => Record<MailKind, ReceivedMail>

/**
 * Sends every mail to a person of each language, from a real worker to a real relay: with a brand and everything that a
 * mail can say, or as plain as they can be.
 */
export async function mailsInAllLanguages(
  look: 'branded' | 'plain',
  settings: Record<string, string> = {},
): Promise<MailsOf> {
  const isBranded = look === 'branded'
  const passlink = await createPasslink('postgres')
  try {
    const { database, relay } = passlink
    if (isBranded) await saveOrganizations(database.db, [{ id: 'acme', name: 'Acme', logo, brand }])
    const addressIn = (language: string) => `${language.toLowerCase()}@acme.example`
    const people = catalogs.map(({ language }) => ({
      ...alice,
      id: language,
      email: addressIn(language),
      language,
    }))
    await saveUsers(database.db, people)
    const requests = people.map(({ id }) => ({ ...request, userId: id, details: isBranded ? details : null }))
    const links = (await recordLinks(database.db, requests, unlimited)) as MailedLink[]
    await passlink.startWorker(settings)
    await passlink.openQueue().enqueue(links.map(({ deliveryId }) => ({ deliveryId, dueInMs: 0 })))
    await deliveriesThatAre('sent', links.length, database)
    const reporting = { requestId: 'r', noticeDeadlineMs: 60_000, webhooks: null }
    for (const [index, { linkId }] of links.entries())
      await redeemLink(database.db, {
        linkId,
        passkey: { ...newPasskey, credentialId: credentialOf(people[index]?.id), name: 'iPhone <b>' },
        ...reporting,
        ...(isBranded ? undoable : { undo: { keyId: 'unknown', lifetimeMs: 3_600_000 }, details: {} }),
      })
    await deliveriesThatAre('sent', 2 * links.length, database)
    for (const { id } of people)
      await removePasskey(database.db, { userId: id, credentialId: credentialOf(id), ...reporting })
    await deliveriesThatAre('sent', 3 * links.length, database)
    const mails = relay.mails
    return language => {
      const [link, added, removed] = mails.filter(({ envelope }) => envelope.to.includes(addressIn(language)))
      if (!link || !added || !removed) throw new Error(`mails are missing in ${language}`)
      return { link, added, removed }
    }
  } finally {
    await passlink.stop()
  }
}
