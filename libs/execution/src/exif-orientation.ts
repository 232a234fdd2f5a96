const ORIENTATION = 0x0112;
/** Entries of an Exif directory that are looked at. */
const MOST_ENTRIES = 1_000;

/** The rotation that an Exif segment asks for, 1 to 8; null where it has none. `data` follows the length. Source: Exif 2.32 (CIPA DC-008), 4.6.4. */
export function exifOrientation(data: Buffer): number | null {
  if (data.toString('latin1', 0, 6) !== 'Exif\0\0' || data.length < 14) return null;
  const tiff = data.subarray(6);
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const short = (at: number): number => (at + 2 > tiff.length ? 0 : order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = Math.min(short(directory), MOST_ENTRIES);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i;
    if (short(at) !== ORIENTATION) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}

/** An Exif segment whose only entry is a rotation, 36 bytes. */
export function orientationSegment(value: number): Buffer {
  const segment = Buffer.from('ffe1002245786966000049492a0008000000010012010300010000000000000000000000', 'hex');
  segment.writeUInt16LE(value, 28);
  return segment;
}
