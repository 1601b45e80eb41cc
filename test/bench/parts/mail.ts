import { createTransport } from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer'
import { renderMail } from '../naive/mail.ts'
import { addressOf } from '../people.ts'
import { inLanes, type Parts } from './part.ts'
import { openConversation } from './smtp-conversation.ts'

const connections = 20
const from = { name: 'Passlink', address: 'no-reply@passlink.example' }
const to = { name: 'Person 1', address: addressOf('person-1') }

/** Rendering, composing and handing over the naive side's mail, with nothing around it. */
export async function openMailParts(relayUrl: string): Promise<Parts> {
  const values = { name: to.name, organization: 'Acme', url: 'https://passlink.example/l/id#code' }
  const content = await renderMail(values)
  const composed = await new MailComposer({ from, to, ...content }).compile().build()
  const transport = createTransport({ url: relayUrl, pool: true, maxConnections: connections })
  const lanes = await Promise.all(
    Array.from({ length: connections }, () => openConversation(Number(new URL(relayUrl).port))),
  )

  async function render() {
    await renderMail(values)
    return 1
  }
  async function compose() {
    await new MailComposer({ from, to, ...content }).compile().build()
    return 1
  }
  async function send() {
    await transport.sendMail({ from, to, ...content })
    return 1
  }
  async function sendRaw() {
    await transport.sendMail({ raw: composed, envelope: { from: from.address, to: [to.address] } })
    return 1
  }
  async function converse() {
    const lane = lanes.pop()
    if (!lane) throw new Error('more lanes than connections')
    await lane.send(from.address, to.address, composed)
    lanes.push(lane)
    return 1
  }
  const unit = 'mails/s'
  return {
    parts: [
      { what: 'mjml2html', unit, run: inLanes(1, render) },
      { what: 'nodemailer composing', unit, run: inLanes(1, compose) },
      { what: `nodemailer pool, ${connections} connections`, unit, run: inLanes(connections, send) },
      { what: `nodemailer pool, prepared MIME as raw`, unit, run: inLanes(connections, sendRaw) },
      {
        what: `SMTP conversation by hand, ${connections} connections`,
        unit,
        run: inLanes(connections, converse),
      },
    ],
    async close() {
      transport.close()
      for (const lane of lanes) lane.close()
    },
  }
}
