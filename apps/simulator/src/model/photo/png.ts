import { crc32 } from './crc32';
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/**
 * Largest picture that is read, pixels: a photo of a telephone has twelve times as many, would take seconds, and the simulated instruments of the
 * same process would not answer meanwhile. Markers are drawn, and smaller.
 */
const MOST_PIXELS = 1_000_000;

/** Pixels of a picture, row by row, red, green and blue, 0 to 255. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** As PNG: 8 bits, true colour. */
export function pngOf({ width, height, rgb }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = width * 3;
  const rows = Buffer.alloc(height * (row + 1));
  for (let y = 0; y < height; y += 1) rows.set(rgb.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return Buffer.concat([SIGNATURE, chunkOf('IHDR', header), chunkOf('IDAT', deflateSync(rows)), chunkOf('IEND', Buffer.alloc(0))]);
}

/** The picture of a PNG of 8 bits, true colour with or without alpha, not interlaced, a million pixels at most; null for any other file. */
export function readPng(bytes: Buffer): Picture | null {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(SIGNATURE)) return null;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colour, , , interlaced] = bytes.subarray(24, 29);
  const channels = colour === 2 ? 3 : colour === 6 ? 4 : 0;
  if (depth !== 8 || channels === 0 || interlaced !== 0 || width * height === 0 || width * height > MOST_PIXELS) return null;
  const length = height * (width * channels + 1);
  try {
    const rows = inflateSync(Buffer.concat(dataChunks(bytes)), { maxOutputLength: length });
    return rows.length === length ? { width, height, rgb: unfiltered(rows, width, height, channels) } : null;
  } catch {
    return null;
  }
}

function chunkOf(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

function dataChunks(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += bytes.readUInt32BE(at) + 12)
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') found.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  return found;
}

/** Takes the filters of the rows off. Source: PNG specification, third edition, section 9. */
function unfiltered(rows: Buffer, width: number, height: number, channels: number): Uint8Array {
  const row = width * channels;
  const flat = new Uint8Array(height * row);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (row + 1)] ?? 0;
    for (let x = 0; x < row; x += 1) {
      const at = y * row + x;
      const left = x < channels ? 0 : (flat[at - channels] ?? 0);
      const up = y === 0 ? 0 : (flat[at - row] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (flat[at - row - channels] ?? 0);
      flat[at] = (rows[y * (row + 1) + 1 + x] ?? 0) + guess(filter, left, up, corner);
    }
  }
  return channels === 3 ? flat : flat.filter((_, i) => i % 4 !== 3);
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [a, b, c] = [left, up, corner].map((each) => Math.abs(left + up - corner - each)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
