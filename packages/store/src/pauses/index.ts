export { endPause } from './end.ts'
export { findPaused } from './find-paused.ts'
export { findPause, listFirstPauses, listPauses } from './list.ts'
export type { Pause } from './pause.ts'
export {
  kindOfScope,
  type PauseKind,
  type PauseScope,
  pauseKinds,
  pauseReason,
  pauseScope,
  scopeOfOrganization,
  scopeOfRelay,
  subjectOfScope,
} from './scope.ts'
export { type PauseEnd, type SetPause, setPause } from './set.ts'
