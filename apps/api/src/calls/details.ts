import { create, fromJson } from '@bufbuild/protobuf'
import { TimestampSchema } from '@bufbuild/protobuf/wkt'
import { DetailsSchema, ObjectDetailsSchema } from '@passlink/proto'

/** The event that a call recorded: `at` is RFC 3339 in UTC with microseconds. */
type RecordedEvent = { sequence: string; at: string; organizationId: string }

export function addedDetails({ sequence, at, organizationId }: RecordedEvent) {
  const date = fromJson(TimestampSchema, at)
  return create(ObjectDetailsSchema, {
    sequence: BigInt(sequence),
    creationDate: date,
    changeDate: date,
    resourceOwner: organizationId,
  })
}

/** The details of a removal: without a creation date. */
export function changedDetails({ sequence, at, organizationId }: RecordedEvent) {
  const changeDate = fromJson(TimestampSchema, at)
  return create(ObjectDetailsSchema, {
    sequence: BigInt(sequence),
    changeDate,
    resourceOwner: organizationId,
  })
}

export function addedDetailsV2({ sequence, at, organizationId }: RecordedEvent) {
  const date = fromJson(TimestampSchema, at)
  return create(DetailsSchema, {
    sequence: BigInt(sequence),
    changeDate: date,
    creationDate: date,
    resourceOwner: organizationId,
  })
}
