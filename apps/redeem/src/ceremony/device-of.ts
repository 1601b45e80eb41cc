import type { Device } from '@passlink/messages'

/** The kinds of device that a browser runs on. */
export const browserDevices = [
  'iphone',
  'ipad',
  'androidPhone',
  'mac',
  'windows',
  'linux',
  'chromebook',
  'thisDevice',
] as const satisfies Device[]

type BrowserDevice = (typeof browserDevices)[number]

// The first match counts: the user agent of an iPhone also contains Mac, that of Android and a Chromebook also Linux.
const patterns: [RegExp, BrowserDevice][] = [
  [/iPhone|iPod/, 'iphone'],
  [/iPad/, 'ipad'],
  [/Android.*Mobile/, 'androidPhone'],
  [/Android/, 'thisDevice'],
  [/Windows/, 'windows'],
  [/CrOS/, 'chromebook'],
  [/Macintosh|Mac OS X/, 'mac'],
  [/Linux|X11/, 'linux'],
]

/** The kind of device in a user agent. */
export function deviceOf(userAgent = ''): BrowserDevice {
  return patterns.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'thisDevice'
}
