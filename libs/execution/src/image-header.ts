import { webpSize } from './webp-size';

export const PhotoType = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;
export type PhotoType = (typeof PhotoType)[keyof typeof PhotoType];

export interface ImageHeader {
  readonly mediaType: PhotoType;
  /** Pixels as stored, before any rotation that metadata asks for; null where the header does not say. */
  readonly width: number | null;
  readonly height: number | null;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);

/**
 * What an image is by its first bytes; null for anything else. Source: PNG (ISO/IEC 15948) 5.2 and 11.2.2, JPEG (ITU-T T.81) annex B,
 * WebP (RFC 9649) 2.3.
 */
export function imageHeader(bytes: Buffer): ImageHeader | null {
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return { mediaType: PhotoType.png, ...pngSize(bytes) };
  if (bytes.subarray(0, 3).equals(JPEG_START)) return { mediaType: PhotoType.jpeg, ...jpegSize(bytes) };
  if (isWebp(bytes)) return { mediaType: PhotoType.webp, ...(webpSize(bytes) ?? UNKNOWN) };
  return null;
}

function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
}

/** What other files are that people take for photos, for a message to them: name by a pattern of the first 64 bytes as Latin-1. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^GIF8[79]a/, 'a GIF'],
  [/^%PDF-/, 'a PDF'],
  [/^.{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)/s, 'a HEIC'],
  [/^.{4}ftypavi[fs]/s, 'an AVIF'],
  [/^.{4}ftyp/s, 'a video'],
  [/^\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml|<svg|<!DOCTYPE svg)/i, 'an SVG or another XML file'],
  [/^\s*<(?:!doctype )?html/i, 'a web page'],
  [/^(?:II\*\0|MM\0\*)/, 'a TIFF'],
  [/^BM/, 'a BMP'],
];

/** What bytes are that are no photo, in words; null when nobody knows. */
export function otherFile(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, 64);
  return OTHERS.find(([pattern]) => pattern.test(start))?.[1] ?? null;
}

const UNKNOWN = { width: null, height: null } as const;
type Size = Pick<ImageHeader, 'width' | 'height'>;

/** IHDR is the first chunk: length, name, width, height. */
function pngSize(bytes: Buffer): Size {
  if (bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR') return UNKNOWN;
  return sizeOf(bytes.readUInt32BE(16), bytes.readUInt32BE(20));
}

/** Goes from segment to segment to the first start of frame, which has height and width after its precision. */
function jpegSize(bytes: Buffer): Size {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return sizeOf(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    else if (marker === 0xda || marker === 0xd9) return UNKNOWN;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
  return UNKNOWN;
}

/** SOF0 to SOF15, but for the tables DHT, JPG and DAC that lie among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** The database keeps pixels as integers of 32 bits; PNG allows no more than those, and no 0. */
function sizeOf(width: number, height: number): Size {
  const fits = [width, height].every((n) => n > 0 && n <= 0x7fffffff);
  return fits ? { width, height } : UNKNOWN;
}
