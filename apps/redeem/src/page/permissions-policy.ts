/** The features that browsers give to every page unless its policy denies them. */
const denied = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'compute-pressure',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'keyboard-map',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'sync-xhr',
  'unload',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]

/**
 * `Permissions-Policy`: the page may create passkeys and copy the link, and its frames, of which it has none, may not.
 */
export const permissionsPolicy = [
  'publickey-credentials-create=(self)',
  'clipboard-write=(self)',
  ...denied.map(feature => `${feature}=()`),
].join(', ')
