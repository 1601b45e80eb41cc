import { mayChange, type Operator } from '../access/operator.ts'

/** `reason` is why the person's address is suppressed, `back` the path of the page on which this is said. */
type Props = { operator: Operator; userId: string; reason: string; back: string }

/** Says that a person's address gets no mail, and lets whoever may change it lift that. */
export function SuppressionNote({ operator, userId, reason, back }: Props) {
  return (
    <div class="warning suppression">
      <p>
        The address of <span class="who">{userId}</span> is suppressed and gets no mail: {reason}
      </p>
      {mayChange(operator) && (
        <form method="post" action="/suppressions/lift">
          <input type="hidden" name="user" value={userId} />
          <input type="hidden" name="back" value={back} />
          <button type="submit">Lift the suppression</button>
        </form>
      )}
    </div>
  )
}
