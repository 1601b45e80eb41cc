/** Another transaction wrote first what this one has decided about. Nothing was changed: deciding anew sees it. */
export class LostRace extends Error {
  override name = 'LostRace'
}
