import { Moment } from '../frame/moment.tsx'

/** Says as of when a page is (RFC 3339), above it; nothing if it is as of now. */
export function AsOfNote({ asOf }: { asOf: string | null }) {
  if (asOf === null) return null
  return (
    <p class="passlink pauses">
      As of <Moment at={asOf} />: the replica of the database is behind.
    </p>
  )
}
