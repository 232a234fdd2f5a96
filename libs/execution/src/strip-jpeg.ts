import { exifOrientation, orientationSegment } from './exif-orientation';

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
const COMMENT = 0xfe;

/**
 * A JPEG without what a camera or a program wrote into it: of the application segments stay JFIF (APP0), the colour profile (APP2) and Adobe's
 * colour transform (APP14), without which the colours are others; comments go, and what follows the end. A rotation that Exif asks for stays, as
 * the only entry of an Exif segment of its own. Nothing is decoded. Null when it is damaged. Source: ITU-T T.81 annex B, ICC.1 annex B.4.
 */
export function stripJpeg(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = [];
  let rotation = 1;
  let at = 2;
  let scanned = false;
  while (at + 2 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return null;
    if (marker === 0xff) {
      // Any number of fill bytes may stand before a marker.
      at += 1;
      continue;
    }
    if (marker === END)
      return scanned ? Buffer.concat([Buffer.from([0xff, START]), ...turned(rotation), ...kept, Buffer.from([0xff, END])]) : null;
    if (isBare(marker)) return null;
    const end = segmentEnd(bytes, at);
    if (end === null) return null;
    const data = bytes.subarray(at + 4, end);
    if (marker === 0xe1) rotation = exifOrientation(data) ?? rotation;
    const next = marker === SCAN ? scanEnd(bytes, end) : end;
    if (isPicture(marker, data)) kept.push(bytes.subarray(at, next));
    scanned ||= marker === SCAN;
    at = next;
  }
  return null;
}

function turned(rotation: number): readonly Buffer[] {
  return rotation === 1 ? [] : [orientationSegment(rotation)];
}

/** Markers without a length that have no place between segments. */
function isBare(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= START);
}

function segmentEnd(bytes: Buffer, at: number): number | null {
  if (at + 4 > bytes.length) return null;
  const length = bytes.readUInt16BE(at + 2);
  return length < 2 || at + 2 + length > bytes.length ? null : at + 2 + length;
}

/** Pixels go on to the first marker that is neither a stuffed 0xff nor a restart. */
function scanEnd(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && at + 1 < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0x00 && (next < 0xd0 || next > 0xd7)) return at;
    at = bytes.indexOf(0xff, at + 2);
  }
  return bytes.length;
}

function isPicture(marker: number, data: Buffer): boolean {
  if (marker === COMMENT) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const begins = (text: string): boolean => data.toString('latin1', 0, text.length) === text;
  return (marker === 0xe0 && begins('JFIF\0')) || (marker === 0xe2 && begins('ICC_PROFILE\0')) || (marker === 0xee && begins('Adobe'));
}
