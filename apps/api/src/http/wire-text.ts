const NAMED: Readonly<Record<number, string>> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r', 0x5c: '\\\\' };

/** Bytes of the wire for people: printable ASCII as it is, everything else escaped, such as `M104 S45\r\n`. */
export function escapedText(hex: string): string {
  return Array.from(Buffer.from(hex, 'hex'), (byte) => {
    if (NAMED[byte] !== undefined) return NAMED[byte];
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}
