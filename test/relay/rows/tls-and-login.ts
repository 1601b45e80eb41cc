import { setTimeout as pause } from 'node:timers/promises'
import { bytes } from '../../servers/relay/reply.ts'
import { trustingUrl } from '../../servers/relay/trusting-url.ts'
import type { TestRelay } from '../../servers/relay.ts'
import { closes, does, offering, type Row, replies, silent, withTls } from '../row.ts'

const required = ({ url }: TestRelay) => `${url}?requireTLS=true`
const withLogin = ({ url }: TestRelay) => url.replace('//', '//passlink:secret@')
const tls = (label: string, more: Partial<Row> = {}): Row => ({
  when: 'TLS',
  label,
  outcome: 'not_sent',
  relay: () => {},
  ...more,
})

export const tlsAndLogin: Row[] = [
  does('ehlo', '`502 5.5.1 unknown` where TLS is required', 'not_sent', '502 5.5.1 unknown', {
    urlOf: required,
    code: 502,
    neverReceives: /^(HELO|MAIL)/,
  }),
  does('ehlo', 'offers no STARTTLS where it is required', 'not_sent', [], {
    urlOf: required,
    code: 502,
    neverReceives: /^MAIL/,
  }),
  ...[['AUTH PLAIN'], []].map(extensions =>
    offering(
      extensions,
      does(
        'ehlo',
        `offers no STARTTLS and ${extensions.length ? 'a' : 'no'} login, where we have one`,
        'not_sent',
        [],
        {
          urlOf: withLogin,
          code: 502,
          neverReceives: /^(AUTH|MAIL)/,
          reason: 'a password is encrypted or not sent',
        },
      ),
    ),
  ),
  withTls(replies('starttls', '454 4.7.0 not now', 'not_sent', { reason: 'RFC 3207 section 4' })),
  withTls(replies('starttls', '421 4.7.0 not now', 'not_sent')),
  withTls(closes('starttls')),
  withTls(silent('starttls')),
  withTls(
    does(
      'starttls',
      '`220`, and replies in plain text before the handshake',
      'accepted',
      '220 2.0.0 ready\r\n554 5.7.1 injected',
      { reason: 'what was not encrypted is discarded: RFC 3207 section 4.2' },
    ),
  ),
  withTls(
    does(
      'starttls',
      '`220`, and half a reply in plain text before the handshake',
      'accepted',
      bytes('220 2.0.0 ready\r\n554-inj'),
      { reason: 'what was not encrypted is discarded: RFC 3207 section 4.2' },
    ),
  ),
  withTls(
    does('starttls', '`220`, and garbage instead of a handshake', 'not_sent', async wire => {
      wire.write('220 2.0.0 ready\r\n')
      await pause(30)
      wire.write('no handshake at all\r\n')
      return '502'
    }),
  ),
  withTls(
    tls('a certificate of an unknown authority, whether TLS is required or only offered', {
      urlOf: ({ url }) => url,
      neverReceives: /^(MAIL|AUTH)/,
    }),
  ),
  withTls(
    tls('a certificate for another name', {
      urlOf: relay => trustingUrl(relay).replace('relay.test', 'other.test'),
      neverReceives: /^(MAIL|AUTH)/,
    }),
  ),
  tls('a certificate of an unknown authority, with `smtps:`', { implicitTls: true, neverReceives: /./ }),
  tls('speaks in plain text, with `smtps:`', {
    urlOf: ({ url }) => url.replace('smtp:', 'smtps:'),
    neverReceives: /EHLO/,
  }),
  withTls(replies('auth', '235 2.7.0 welcome', 'accepted', { label: '`235`, offered only once encrypted' })),
  withTls(
    replies('auth', '235 2.7.0 welcome', 'accepted', { label: '`235`, with `smtps:`', implicitTls: true }),
  ),
  withTls(replies('auth', '535 5.7.8 wrong', 'not_sent', { reason: 'RFC 4954 section 6' })),
  withTls(replies('auth', '534 5.7.9 too weak', 'not_sent', { reason: 'RFC 4954 section 6' })),
  withTls(replies('auth', '530 5.7.0 not like this', 'not_sent', { reason: 'RFC 4954 section 6' })),
  withTls(replies('auth', '454 4.7.0 not now', 'not_sent', { reason: 'RFC 4954 section 6' })),
  withTls(replies('auth', '421 4.7.0 not now', 'not_sent')),
  {
    when: 'AUTH',
    label: 'offers no login, where we have one, to an encrypted connection',
    outcome: 'not_sent',
    relay: relay => {
      relay.offers = encrypted => (encrypted ? [] : ['STARTTLS'])
    },
    urlOf: trustingUrl,
    code: 502,
    neverReceives: /^MAIL/,
  },
  withTls(closes('auth')),
  withTls(silent('auth')),
]
