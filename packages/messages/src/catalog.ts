import type { Direction } from './direction.ts'
import type { Texts } from './gen/texts.ts'

/** All texts for people in one language (BCP 47). A text with values is a function of them. */
export type Catalog = Texts & { language: string; direction: Direction }

/** The errors that have a text in every catalog. */
export type ErrorName = keyof Texts['errors']

/** The devices as written within a sentence; {@link proposePasskeyName} turns them into names. */
export type Device = keyof Texts['redeem']['devices']

/** The ends of the page that a link opens. */
export type End = keyof Texts['redeem']['ends']
