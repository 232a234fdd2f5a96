import { webpChunks } from './webp-size';

/** Chunks that are the picture; EXIF, XMP and what nobody knows is left out. */
const KEPT = new Set(['VP8X', 'ICCP', 'ALPH', 'VP8 ', 'VP8L']);
/** Flags of VP8X that say that there is EXIF or XMP. Source: RFC 9649, 2.7. */
const EXIF_OR_XMP = 0x0c;

/** A still WebP without what a camera or a program wrote into it; null when it is damaged, or moves. */
export function stripWebp(bytes: Buffer): Buffer | null {
  const chunks = webpChunks(bytes);
  if (!chunks?.some(({ name }) => name === 'VP8 ' || name === 'VP8L')) return null;
  const kept = chunks
    .filter(({ name }) => KEPT.has(name))
    .map(({ name, start, end }) => {
      const piece = Buffer.alloc(8 + (end - start) + ((end - start) % 2));
      bytes.copy(piece, 0, start - 8, end);
      if (name === 'VP8X') piece[8] = (piece[8] ?? 0) & ~EXIF_OR_XMP;
      return piece;
    });
  const body = Buffer.concat([Buffer.from('WEBP'), ...kept]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
