import { runMail } from './mail/run-mail.ts'

process.exitCode = await runMail(process.argv.slice(2), process.env, process)
