import { create, fromJson } from '@bufbuild/protobuf'
import { TimestampSchema } from '@bufbuild/protobuf/wkt'
import { DetailsSchema, ObjectDetailsSchema } from '@passlink/proto'

/** The event a call wrote: `at` is RFC 3339 in UTC with microseconds. */
type Recorded = { sequence: string; at: string; organizationId: string }

export function addedDetails({ sequence, at, organizationId }: Recorded) {
  const date = fromJson(TimestampSchema, at)
  return create(ObjectDetailsSchema, {
    sequence: BigInt(sequence),
    creationDate: date,
    changeDate: date,
    resourceOwner: organizationId,
  })
}

/** The details of a removal: what was removed has no date of creation any more. */
export function changedDetails({ sequence, at, organizationId }: Recorded) {
  const changeDate = fromJson(TimestampSchema, at)
  return create(ObjectDetailsSchema, {
    sequence: BigInt(sequence),
    changeDate,
    resourceOwner: organizationId,
  })
}

export function addedDetailsV2({ sequence, at, organizationId }: Recorded) {
  const date = fromJson(TimestampSchema, at)
  return create(DetailsSchema, {
    sequence: BigInt(sequence),
    changeDate: date,
    creationDate: date,
    resourceOwner: organizationId,
  })
}
