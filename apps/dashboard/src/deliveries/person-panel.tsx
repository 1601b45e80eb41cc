import type { Operator } from '../access/operator.ts'
import { MaskedAddress } from '../addresses/masked-address.tsx'
import { type Fact, Facts } from '../frame/facts.tsx'
import { organizationPath } from '../organizations/organization-path.ts'
import { SuppressionNote } from '../suppressions/suppression-note.tsx'
import type { Person } from './find-person.ts'

/** The person that a search is about. `back` is the path of the page. */
export function PersonPanel({
  person,
  operator,
  back,
}: {
  person: Person
  operator: Operator
  back: string
}) {
  const { user, suppression } = person
  const { id: userId, email, emailVerified } = user
  const facts: Fact[] = [
    ['Person', userId],
    ['Name', user.displayName],
    ['Organization', <a href={organizationPath('show', user.organizationId)}>{user.organizationId}</a>],
    [
      'Address',
      email && (
        <>
          <MaskedAddress {...{ operator, userId, back }} address={email} />{' '}
          {!emailVerified && '(not verified)'}
        </>
      ),
    ],
    ['Language', user.language],
  ]
  return (
    <section aria-label="Person">
      <Facts of={facts} />
      {suppression && <SuppressionNote {...{ operator, userId, back }} reason={suppression.reason} />}
    </section>
  )
}
