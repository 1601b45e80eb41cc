import { content } from './rows/content.ts'
import { end } from './rows/end.ts'
import { envelope } from './rows/envelope.ts'
import { opening } from './rows/opening.ts'
import { tlsAndLogin } from './rows/tls-and-login.ts'

/** All rows of the table in docs/delivery.md, in the order of the conversation. */
export const rows = [...opening, ...tlsAndLogin, ...envelope, ...content, ...end]
