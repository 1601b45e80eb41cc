/** The queue cannot be reached, or did not answer in time. The operation may still be done later. */
export class QueueAway extends Error {
  override name = 'QueueAway'
}
