/** The mail cannot be rendered, and a retry is pointless. */
export class Unmailable extends Error {
  override name = 'Unmailable'
}
