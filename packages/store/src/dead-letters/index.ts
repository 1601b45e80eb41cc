export type { ChangedDelivery, ChangeTally } from './apply-change.ts'
export {
  type ChangeName,
  type ChangeOutcomes,
  changeDeadLetters,
  changedOutcome,
  type UpdateQueue,
} from './change-dead-letters.ts'
export { countDeadLetters, type DeadLetterCount } from './count-dead-letters.ts'
export type { DeadLetterFilter } from './dead-letter-filter.ts'
export { type Discarded, discardDeadLetters } from './discard-dead-letters.ts'
export {
  type DeadLetterGroup,
  type GroupedDeadLetters,
  groupDeadLetters,
} from './group-dead-letters.ts'
export { type DeadLetter, listDeadLetters } from './list-dead-letters.ts'
export {
  diedBy,
  type FilterTexts,
  filterFields,
  filterOutcomes,
  filterTexts,
  readDeadLetterFilter,
  textsOfFilter,
} from './read-filter.ts'
export { groupOf, type ReasonGroup } from './reason-group.ts'
export { type Redriven, redriveDeadLetters } from './redrive-dead-letters.ts'
