import { setTimeout as pause } from 'node:timers/promises'
import { bytes } from '../../servers/relay/reply.ts'
import { trustingUrl } from '../../servers/relay/trusting-url.ts'
import type { TestRelay } from '../../servers/relay.ts'
import { closes, does, offering, type Row, replies, saysNothing, withTls } from '../row.ts'

const required = ({ url }: TestRelay) => `${url}?requireTLS=true`
const withLogin = ({ url }: TestRelay) => url.replace('//', '//passlink:secret@')
const tls = (says: string, more: Partial<Row> = {}): Row => ({
  when: 'TLS',
  says,
  outcome: 'not_sent',
  relay: () => {},
  ...more,
})

export const tlsAndLogin: Row[] = [
  does('ehlo', '`502 5.5.1 unknown` where TLS is required', 'not_sent', '502 5.5.1 unknown', {
    urlOf: required,
    code: 502,
    neverHears: /^(HELO|MAIL)/,
  }),
  does('ehlo', 'offers no STARTTLS where it is required', 'not_sent', [], {
    urlOf: required,
    code: 502,
    neverHears: /^MAIL/,
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
          neverHears: /^(AUTH|MAIL)/,
          because: 'a password is encrypted or not sent',
        },
      ),
    ),
  ),
  withTls(replies('starttls', '454 4.7.0 not now', 'not_sent', { because: 'RFC 3207 section 4' })),
  withTls(replies('starttls', '421 4.7.0 not now', 'not_sent')),
  withTls(closes('starttls')),
  withTls(saysNothing('starttls')),
  withTls(
    does(
      'starttls',
      '`220`, and replies in plain text before the handshake',
      'accepted',
      '220 2.0.0 ready\r\n554 5.7.1 injected',
      { because: 'what was not encrypted is discarded: RFC 3207 section 4.2' },
    ),
  ),
  withTls(
    does(
      'starttls',
      '`220`, and half a reply in plain text before the handshake',
      'accepted',
      bytes('220 2.0.0 ready\r\n554-inj'),
      { because: 'what was not encrypted is discarded: RFC 3207 section 4.2' },
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
      neverHears: /^(MAIL|AUTH)/,
    }),
  ),
  withTls(
    tls('a certificate for another name', {
      urlOf: relay => trustingUrl(relay).replace('relay.test', 'other.test'),
      neverHears: /^(MAIL|AUTH)/,
    }),
  ),
  tls('a certificate of an unknown authority, with `smtps:`', { implicitTls: true, neverHears: /./ }),
  tls('speaks in plain text, with `smtps:`', {
    urlOf: ({ url }) => url.replace('smtp:', 'smtps:'),
    neverHears: /EHLO/,
  }),
  withTls(replies('auth', '235 2.7.0 welcome', 'accepted', { says: '`235`, offered only once encrypted' })),
  withTls(
    replies('auth', '235 2.7.0 welcome', 'accepted', { says: '`235`, with `smtps:`', implicitTls: true }),
  ),
  withTls(replies('auth', '535 5.7.8 wrong', 'not_sent', { because: 'RFC 4954 section 6' })),
  withTls(replies('auth', '534 5.7.9 too weak', 'not_sent', { because: 'RFC 4954 section 6' })),
  withTls(replies('auth', '530 5.7.0 not like this', 'not_sent', { because: 'RFC 4954 section 6' })),
  withTls(replies('auth', '454 4.7.0 not now', 'not_sent', { because: 'RFC 4954 section 6' })),
  withTls(replies('auth', '421 4.7.0 not now', 'not_sent')),
  {
    when: 'AUTH',
    says: 'offers no login, where we have one, to an encrypted connection',
    outcome: 'not_sent',
    relay: relay => {
      relay.offers = encrypted => (encrypted ? [] : ['STARTTLS'])
    },
    urlOf: trustingUrl,
    code: 502,
    neverHears: /^MAIL/,
  },
  withTls(closes('auth')),
  withTls(saysNothing('auth')),
]
