import { crc32, deflateSync } from 'node:zlib';

/** One more piece of a file of a spec: a chunk of a PNG or WebP by its name. */
export interface Chunk {
  readonly name: string;
  readonly data: Buffer;
}

export type Pixel = readonly [red: number, green: number, blue: number];

export function pngChunk({ name, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** A PNG that every reader shows, of 8 bits a colour; `more` stands between its header and its pixels. */
export function drawnPng(
  width: number,
  height: number,
  pixel: (x: number, y: number) => Pixel = () => [200, 200, 200],
  more: readonly Chunk[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const lines = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) lines.set(pixel(x, y), y * (1 + 3 * width) + 1 + 3 * x);
  const pixels = { name: 'IDAT', data: deflateSync(lines) };
  const chunks = [{ name: 'IHDR', data: header }, ...more, pixels, { name: 'IEND', data: Buffer.alloc(0) }];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks.map(pngChunk)]);
}

export function jpegSegment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** The frame of a JPEG: its header, `more` segments after it, a scan of some bytes, the end. Its pixels are none that a reader could show. */
export function jpegFrame(width: number, height: number, more: readonly Buffer[] = []): Buffer {
  const frame = Buffer.from('080000000003011100021101031101', 'hex');
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  const scan = jpegSegment(0xda, Buffer.from('03010002110311003f00', 'hex'));
  // A stuffed 0xff and a restart marker belong to the pixels.
  const pixels = Buffer.from('12ff0034ffd056', 'hex');
  return Buffer.concat([Buffer.from('ffd8', 'hex'), jpegSegment(0xc0, frame), ...more, scan, pixels, Buffer.from('ffd9', 'hex')]);
}

/** A WebP in the extended format around a lossless picture whose pixels are none that a reader could show. */
export function webpFrame(width: number, height: number, more: readonly Chunk[] = []): Buffer {
  const size = Buffer.alloc(10);
  size[0] = more.reduce((flags, { name }) => flags | (FLAGS[name] ?? 0), 0);
  size.writeUIntLE(width - 1, 4, 3);
  size.writeUIntLE(height - 1, 7, 3);
  const picture = Buffer.alloc(8);
  picture[0] = 0x2f;
  picture.writeUInt32LE((((height - 1) << 14) | (width - 1)) >>> 0, 1);
  const chunks = [{ name: 'VP8X', data: size }, ...more, { name: 'VP8L', data: picture }].map(({ name, data }) => {
    const head = Buffer.from(`${name}\0\0\0\0`, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  });
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
const FLAGS: Readonly<Record<string, number>> = { ICCP: 0x20, EXIF: 0x08, 'XMP ': 0x04 };
