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

// The first that fits: an iPhone names a Mac too, Android and a Chromebook name Linux.
const signs: [RegExp, BrowserDevice][] = [
  [/iPhone|iPod/, 'iphone'],
  [/iPad/, 'ipad'],
  [/Android.*Mobile/, 'androidPhone'],
  [/Android/, 'thisDevice'],
  [/Windows/, 'windows'],
  [/CrOS/, 'chromebook'],
  [/Macintosh|Mac OS X/, 'mac'],
  [/Linux|X11/, 'linux'],
]

/** The kind of device that a browser names. */
export function deviceOf(userAgent = ''): BrowserDevice {
  return signs.find(([sign]) => sign.test(userAgent))?.[1] ?? 'thisDevice'
}
