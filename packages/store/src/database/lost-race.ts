/** A concurrent transaction has written what this one decided about. Nothing was changed: the decision must be made again. */
export class LostRace extends Error {
  override name = 'LostRace'
}
