import type { ReceivedMail } from './servers/relay.ts'

/** The link in a mail. The rest of the text is not the same in every attempt: it says until when the link works. */
export const mailedLink = (mail: ReceivedMail | undefined) => mail?.text?.match(/https:\S+/)?.[0]
