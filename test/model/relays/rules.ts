import { choose, decideTakeProbe, next } from '@passlink/store'
import { healthReport, silenceReport } from '@passlink/worker'
import { type Edit, importEdited } from '../import-edited.ts'

/** The functions that decide about relays, the same that the apps run. */
export const relayRules = { choose, decideTakeProbe, healthReport, next, silenceReport }

export type RelayRules = typeof relayRules

const files = [
  'packages/store/src/health/choose.ts',
  'packages/store/src/health/decide-take-probe.ts',
  'packages/store/src/health/health.ts',
  'apps/worker/src/relay/health-report.ts',
]

/** What these rules guarantee, and the edits to their source that remove each guarantee. */
export const guardsOfRelayRules = {
  subjectsCountOnce: {
    guarantee: 'a mail or a recipient counts once',
    edits: [
      {
        file: 'health.ts',
        from: 'subjects.includes(subject) ? subjects : [...subjects, subject]',
        to: '[...subjects, subject]',
      },
    ],
  },
  acceptanceEndsRun: {
    guarantee: 'only what went wrong since the last acceptance counts',
    edits: [{ file: 'health.ts', from: 'return isWell(known) ? known : unknownHealth', to: 'return known' }],
  },
  answerEndsFailures: {
    guarantee: 'only failures since the last answer count',
    edits: [
      {
        file: 'health.ts',
        from: 'return known.failed.length === 0 ? known : { ...known, failed: [] }',
        to: 'return known',
      },
    ],
  },
  silenceCountsOnce: {
    guarantee: 'a mail that a relay was silent about counts no second time when it fails',
    edits: [
      {
        file: 'health-report.ts',
        from: "=> {\n  return { kind: 'failed', subject: subjectOf(phase, subjects)",
        to: "=> {\n  return { kind: 'failed', subject: subjects.recipient",
      },
    ],
  },
  mailboxCountsOnce: {
    guarantee: "after RCPT a failure counts as its recipient's",
    edits: [
      {
        file: 'health-report.ts',
        from: 'aboutRecipient.has(phase) ? recipient : delivery',
        to: 'delivery',
      },
    ],
  },
  deferredCountsOnce: {
    guarantee: "a deferral counts as its recipient's",
    edits: [
      { file: 'health-report.ts', from: 'subject: subjects.recipient', to: 'subject: subjects.delivery' },
    ],
  },
  mailsCountBeforeRcpt: {
    guarantee: "before RCPT each mail counts, even if all are one person's",
    edits: [
      {
        file: 'health-report.ts',
        from: 'aboutRecipient.has(phase) ? recipient : delivery',
        to: 'recipient',
      },
    ],
  },
  failuresCount: {
    guarantee: 'a relay at which different mails fail in a row goes away',
    edits: [{ file: 'health.ts', from: 'failed.length < runMax', to: 'true' }],
  },
  deferralsCount: {
    guarantee: 'a relay that defers different recipients in a row goes away',
    edits: [{ file: 'health.ts', from: 'deferred.length < runMax', to: 'true' }],
  },
  awayTakesNothing: {
    guarantee: 'a relay that is away takes no mail while another is present',
    edits: [{ file: 'choose.ts', from: 'return away === null && !isStuck', to: 'return !isStuck' }],
  },
  failingTakesNothing: {
    guarantee: 'a relay that is away because it fails takes no mail, even if no other is left',
    edits: [{ file: 'choose.ts', from: "away === 'deferring' && !isStuck", to: '!isStuck' }],
  },
  silentTakesNothing: {
    guarantee: 'a relay whose connections are all silent takes no mail',
    edits: [{ file: 'choose.ts', from: 'return away === null && !isStuck', to: 'return away === null' }],
  },
  trialTakesOne: {
    guarantee: 'a relay on trial takes one mail at a time',
    edits: [{ file: 'choose.ts', from: '(!isOnTrial || inFlight === 0)', to: 'true' }],
  },
  onlyProbesEndAbsence: {
    guarantee: 'while a relay is away its mails are not counted',
    edits: [{ file: 'health.ts', from: 'if (known.awayUntil !== null && !isCured) return known', to: '' }],
  },
  lateProbeChangesNothing: {
    guarantee: 'a probe that ends after the relay is back changes nothing',
    edits: [{ file: 'health.ts', from: 'known.awayUntil === null ? known : probed', to: 'probed' }],
  },
  onlyDeferringIsCured: {
    guarantee: 'a relay that failed is not back because it answers a mail late',
    edits: [{ file: 'health.ts', from: "known.reason === 'deferring' && ", to: '' }],
  },
  acceptanceCures: {
    guarantee: 'a relay that defers is back when it accepts a mail',
    edits: [
      { file: 'health.ts', from: "known.reason === 'deferring' && report.kind === 'accepted'", to: 'false' },
    ],
  },
  probesBringBack: {
    guarantee: 'a relay that passes its probe takes mail again',
    edits: [{ file: 'health.ts', from: 'if (!failure) return {', to: 'if (!failure) return known || {' }],
  },
  deferringIsLastResort: {
    guarantee: 'a relay that only defers is used while no other is left',
    edits: [{ file: 'choose.ts', from: "away === 'deferring' && !isStuck", to: 'false' }],
  },
} satisfies Record<string, { guarantee: string; edits: Edit[] }>

export type RelayGuard = keyof typeof guardsOfRelayRules

/** The rules as they would be without this guard. */
export const relayRulesWithout = (guard: RelayGuard): Promise<RelayRules> =>
  importEdited(files, guardsOfRelayRules[guard].edits)
