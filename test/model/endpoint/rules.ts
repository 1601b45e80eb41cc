import { choose, decideTakeProbe, next } from '@passlink/store'
import { endpointReport, outcomeOf, probeReports } from '@passlink/worker'
import { type Edit, importEdited } from '../import-edited.ts'

/** The functions that decide about the endpoint of webhooks, the same that the apps run. */
export const endpointRules = { choose, decideTakeProbe, endpointReport, next, outcomeOf, probeReports }

export type EndpointRules = typeof endpointRules

const files = [
  'packages/store/src/health/choose.ts',
  'packages/store/src/health/decide-take-probe.ts',
  'packages/store/src/health/health.ts',
  'apps/worker/src/webhook/endpoint-report.ts',
]

/** What these rules guarantee, and the edits to their source that remove each guarantee. */
export const guardsOfEndpointRules = {
  alwaysFailingCountsOnce: {
    guarantee: 'a webhook that always fails counts once, so that it alone never takes the endpoint away',
    edits: [
      {
        file: 'health.ts',
        from: 'subjects.includes(subject) ? subjects : [...subjects, subject]',
        to: '[...subjects, subject]',
      },
    ],
  },
  answersAreNoFailures: {
    guarantee: 'an answer that may be about the webhook is no failure of the endpoint',
    edits: [
      { file: 'endpoint-report.ts', from: 'if (status !== null && !isFailure(status))', to: 'if (false)' },
    ],
  },
  awayTakesProbesOnly: {
    guarantee: 'an endpoint that is away gets no webhook that is not its probe',
    edits: [{ file: 'choose.ts', from: "away === 'deferring' && !isStuck", to: '!isStuck' }],
  },
  trialTakesOne: {
    guarantee: 'an endpoint on trial gets one webhook at a time from each worker',
    edits: [{ file: 'choose.ts', from: '(!isOnTrial || inFlight === 0)', to: 'true' }],
  },
  probesOneAtATime: {
    guarantee: 'one probe is under way over all workers',
    edits: [
      {
        file: 'decide-take-probe.ts',
        from: 'if (probeUntil !== null && probeUntil > now) return undefined',
        to: '',
      },
    ],
  },
  probeAwaitsPause: {
    guarantee: 'no probe begins before the pause is over, whatever its worker knows',
    edits: [{ file: 'decide-take-probe.ts', from: ' || awayUntil > now', to: '' }],
  },
  failureOfEndpointSpendsNothing: {
    guarantee: 'a webhook that fails with its endpoint away keeps its schedule',
    edits: [{ file: 'endpoint-report.ts', from: "isAway ? 'not_sent' : 'deferred'", to: "'deferred'" }],
  },
  probeLapses: {
    guarantee: 'a probe whose worker died is given to another',
    edits: [
      {
        file: 'decide-take-probe.ts',
        from: 'probeUntil !== null && probeUntil > now',
        to: 'probeUntil !== null',
      },
    ],
  },
  anyAnswerBringsBack: {
    guarantee: 'any answer that is no failure brings the endpoint back, even a refusal of the probe',
    edits: [
      {
        file: 'endpoint-report.ts',
        from: "if (given.kind === 'failed') return [{ kind: 'probed', failure: given }]",
        to: "if (given.kind === 'failed') return [{ kind: 'probed', failure: given }]\n  if (given.kind === 'rejected') return [given]",
      },
    ],
  },
} satisfies Record<string, { guarantee: string; edits: Edit[] }>

export type GuardOfEndpointRules = keyof typeof guardsOfEndpointRules

/** What the gate of each worker guarantees. */
export const guardsOfGate = {
  probesInOrder: 'the probe is the permit of the webhook that has waited longest at its worker',
  unusedProbeEnds: 'a worker whose probe no webhook used can take another',
}

export type GuardOfGate = keyof typeof guardsOfGate

export type GuardsOfGate = Record<GuardOfGate, boolean>

export const allGuardsOfGate: GuardsOfGate = { probesInOrder: true, unusedProbeEnds: true }

/** The rules as they would be without this guard. */
export const endpointRulesWithout = (guard: GuardOfEndpointRules): Promise<EndpointRules> =>
  importEdited(files, guardsOfEndpointRules[guard].edits)
