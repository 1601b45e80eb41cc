/** With which the worker writes return paths, and bounces reads them. */
export const bounceSettings = {
  BOUNCE_ADDRESS: 'bounce@passlink.example',
  BOUNCE_KEYS: `test:${Buffer.alloc(32, 9).toString('base64')}`,
}
