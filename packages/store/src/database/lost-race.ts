/**
 * A concurrent transaction changed the data of this decision. Nothing was written; decide again in a new transaction.
 */
export class LostRace extends Error {
  override name = 'LostRace'
}
