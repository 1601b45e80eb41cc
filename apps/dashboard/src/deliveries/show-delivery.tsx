import { deliveryId, findTimeline } from '@passlink/store'
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { MessagePage } from '../frame/page.tsx'
import { DeliveryPage } from './delivery-page.tsx'

type Request = { id: string | undefined; notice?: () => Child }

/** Answers with the page of a delivery, or 404. The notice is taken only if it is shown. */
export async function showDelivery(c: Context<Env>, { id, notice }: Request) {
  const frame = await readFrame(c)
  const read = deliveryId.safeParse(id)
  const timeline = read.success ? await c.get('reading').find(db => findTimeline(db, read.data)) : undefined
  if (timeline) return c.html(<DeliveryPage frame={frame} timeline={timeline} notice={notice?.()} />)
  const text = 'No delivery with this id is on record.'
  const back = { href: '/deliveries', text: 'All deliveries' }
  return c.html(<MessagePage {...frame} title="No such delivery" text={text} back={back} />, 404)
}
