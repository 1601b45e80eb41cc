import { endWithReader } from './end-with-reader.ts'
import { runMail } from './mail/run-mail.ts'

endWithReader(process)
process.exitCode = await runMail(process.argv.slice(2), process.env, process)
