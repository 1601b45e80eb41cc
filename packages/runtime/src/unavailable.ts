/** The call was not answered; the same call may succeed later. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

/** Too many calls are waiting already; nothing was done for this call. */
export class Overloaded extends Unavailable {
  override name = 'Overloaded'
}

/** The call got no answer within its time limit. */
export class WaitedTooLong extends Unavailable {
  override name = 'WaitedTooLong'
}
