/** Line settings of the instrument, as they are written into the URL of a serial port. Source: instruments.md, section 12. */
const SETTINGS = { baud: '9600', stopBits: '2', rtscts: 'on' } as const;
/** What the instrument talks with when it does not answer at 9600. */
const OTHER_BAUD = '38461';

/**
 * The URLs to try, in their order: with the instrument's settings where the URL names none, and then at the other rate unless the URL
 * names one. Whatever is no serial port is tried as it is.
 */
export function serialAttempts(url: string): readonly string[] {
  if (!/^serial:/i.test(url)) return [url];
  const [path = '', query = ''] = url.split('?', 2);
  const named = new URLSearchParams(query);
  const withBaud = (baud: string): string => {
    const settings = new URLSearchParams({ ...SETTINGS, baud, ...Object.fromEntries(named) });
    return `${path}?${settings.toString()}`;
  };
  return named.has('baud') ? [withBaud(SETTINGS.baud)] : [withBaud(SETTINGS.baud), withBaud(OTHER_BAUD)];
}
