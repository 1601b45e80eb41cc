/** The queue cannot be reached, or did not answer in time. What was asked of it may still happen later. */
export class QueueAway extends Error {
  override name = 'QueueAway'
}
