import { discard, redrive } from '../protocol.ts'
import type { Moves, Step, World } from '../world.ts'
import { addJob } from './queue.ts'

const redrivesMax = 1

/** People who redeem or revoke the link, and the operator, who pauses, discards, and redrives in both ways. */
export const people: Moves = (world, { rules, attempts, pauses }) => {
  const { delivery, failed, jobs } = world
  if (!delivery) return []
  const steps: Step[] = []
  const add = (label: string, change: Partial<World>) =>
    steps.push({ label, kind: 'person', next: { ...world, ...change } })

  if (delivery.link === 'open') {
    add('the link is redeemed', { delivery: { ...delivery, link: 'redeemed' } })
    add('the link is revoked', { delivery: { ...delivery, link: 'revoked' } })
  }
  if (pauses && delivery.status !== 'sent' && !delivery.paused)
    add('the operator pauses its mails', { delivery: { ...delivery, paused: true } })
  if (delivery.status !== 'sent' && delivery.paused)
    steps.push({
      label: 'the pause of its mails ends',
      kind: 'resume',
      next: { ...world, delivery: { ...delivery, paused: false } },
    })
  if (delivery.status === 'dead' && !delivery.discarded)
    add('the operator discards it', { delivery: discard(delivery, rules).delivery })

  const redrivesAsked = world.redrivesAsked + 1
  if (redrivesAsked > redrivesMax || delivery.attempts.length >= attempts) return steps
  const redriven = redrive(delivery, rules)
  if (redriven.answers[0] === 'redriven')
    add('the operator redrives it', { delivery: redriven.delivery, redrivesAsked })
  if (failed) add('the operator retries its job', { jobs: addJob(jobs, failed), failed: null, redrivesAsked })
  return steps
}
