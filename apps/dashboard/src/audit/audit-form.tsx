import type { AuditField, AuditTexts } from './read-audit-filter.ts'

const timeHint = '1h or 2026-01-31T12:00:00Z'

const labels: Record<AuditField, { label: string; hint: string }> = {
  operator: { label: 'Operator', hint: 'an id' },
  action: { label: 'Action', hint: 'delivery.redriven' },
  subject: { label: 'Subject', hint: 'an id' },
  since: { label: 'Since', hint: timeHint },
  until: { label: 'Until', hint: timeHint },
}

/** The form that filters the audit, with the problem of each invalid field. */
export function AuditForm({ texts, problems }: { texts: AuditTexts; problems: AuditTexts }) {
  return (
    <form class="filter" action="/audit" aria-label="Filter">
      <div class="fields">
        {Object.entries(labels).map(([name, { label, hint }]) => (
          <Field
            name={name}
            label={label}
            hint={hint}
            value={texts[name as AuditField]}
            problem={problems[name as AuditField]}
          />
        ))}
        <div class="reasons">
          <button type="submit">Filter</button>
          {Object.keys(texts).length > 0 && <a href="/audit">Clear</a>}
        </div>
      </div>
    </form>
  )
}

type FieldProps = {
  name: string
  label: string
  hint: string
  value: string | undefined
  problem: string | undefined
}

function Field({ name, label, hint, value = '', problem }: FieldProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        name={name}
        value={value}
        placeholder={hint}
        maxlength={200}
        autocomplete="off"
        spellcheck={false}
        {...(problem ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${name}-problem` } : {})}
      />
      {problem && (
        <span class="problem" id={`${name}-problem`}>
          {problem}
        </span>
      )}
    </label>
  )
}
