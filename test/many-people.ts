import { recordLinks, saveUsers } from '@passlink/store'
import { type MailedLink, request, unlimited } from './deliveries.ts'
import type { Passlink } from './passlink.ts'
import { alice } from './people.ts'

/** Requests a link for each of `count` different people. */
export async function requestLinksForMany({ database, openQueue }: Passlink, count: number): Promise<void> {
  const people = Array.from({ length: count }, (_, index) => ({
    ...alice,
    id: `person-${index}`,
    email: `person-${index}@acme.example`,
  }))
  await saveUsers(database.db, people)
  const requests = people.map(({ id }) => ({ ...request, userId: id }))
  const links = (await recordLinks(database.db, requests, unlimited)) as MailedLink[]
  await openQueue().enqueue(links.map(({ deliveryId }) => ({ deliveryId, dueInMs: 0 })))
}
