import type { TimelineStep } from '@passlink/store'
import type { Operator } from '../access/operator.ts'
import { Moment } from '../frame/moment.tsx'
import { describeStep } from './describe-step.tsx'

/** What happened to a delivery, in the order of time. */
export function Timeline({ steps, operator }: { steps: TimelineStep[]; operator: Operator }) {
  return (
    <ol class="timeline">
      {steps.map(step => {
        const { title, detail, facts = [] } = describeStep(step, operator)
        return (
          <li class={`step-${step.step}`}>
            <p class="step">{title}</p>
            <div>
              {detail && <p class="detail">{detail}</p>}
              <p class="quiet">
                <Moment at={step.at} />
                {facts.filter(Boolean).map(fact => (
                  <> · {fact}</>
                ))}
              </p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}
