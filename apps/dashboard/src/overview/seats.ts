export type Seats = {
  /** Takes a seat for somebody, and returns how to leave it; or says that all, or all of theirs, are taken. */
  take: (who: string) => (() => void) | 'full' | 'full_for_them'
}

/** Seats of which there are `max` in all, and `maxEach` for each person. */
export function createSeats({ max, maxEach }: { max: number; maxEach: number }): Seats {
  const taken = new Map<string, number>()
  let count = 0

  return {
    take(who) {
      const theirs = taken.get(who) ?? 0
      if (theirs >= maxEach) return 'full_for_them'
      if (count >= max) return 'full'
      taken.set(who, theirs + 1)
      count += 1
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        count -= 1
        const left = (taken.get(who) ?? 1) - 1
        if (left > 0) taken.set(who, left)
        else taken.delete(who)
      }
    },
  }
}
