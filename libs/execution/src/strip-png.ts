import { crc32 } from 'node:zlib';

/**
 * Chunks that are the picture, or say how its colours and pixels are meant (also a colour profile). Texts, times, Exif, further frames and what
 * nobody knows is left out. Source: PNG (ISO/IEC 15948) 5.6 and 11.
 */
const KEPT = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'cHRM',
  'gAMA',
  'iCCP',
  'sBIT',
  'sRGB',
  'cICP',
  'mDCV',
  'cLLI',
  'bKGD',
  'pHYs',
]);

/** A PNG without what was written into it, and without what follows its end; null when it is damaged: cut off, or a checksum is wrong. */
export function stripPng(bytes: Buffer): Buffer | null {
  const kept = [bytes.subarray(0, 8)];
  let at = 8;
  let pixels = false;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length || crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return null;
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (KEPT.has(name)) kept.push(bytes.subarray(at, end));
    pixels ||= name === 'IDAT';
    if (name === 'IEND') return pixels ? Buffer.concat(kept) : null;
    at = end;
  }
  return null;
}
