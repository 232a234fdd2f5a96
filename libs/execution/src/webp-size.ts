/** One piece of a RIFF file: its name of four letters, and where its data are. */
export interface RiffChunk {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The chunks of a WebP, in their order; null when one does not fit into the file. Each is padded to an even length; what follows the length
 * that the file says it has is no part of it. Source: RFC 9649, 2.3 and 2.4.
 */
export function webpChunks(bytes: Buffer): readonly RiffChunk[] | null {
  if (bytes.length < 12) return null;
  const limit = 8 + bytes.readUInt32LE(4);
  if (limit > bytes.length) return null;
  const chunks: RiffChunk[] = [];
  let at = 12;
  while (at + 8 <= limit) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size;
    if (end > limit) return null;
    chunks.push({ name: bytes.toString('latin1', at, at + 4), start: at + 8, end });
    at = end + (size % 2);
  }
  return chunks;
}

/** Pixels of a WebP; null where its first chunk does not say. Source: RFC 9649, 2.5 to 2.7; VP8 (RFC 6386), 9.1. */
export function webpSize(bytes: Buffer): { readonly width: number; readonly height: number } | null {
  // The first chunk has the size in all three forms, also in a file that is cut off later.
  const name = bytes.toString('latin1', 12, 16);
  if (bytes.length < 30) return null;
  if (name === 'VP8X') return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
  if (name === 'VP8L' && bytes[20] === 0x2f) {
    const bits = bytes.readUInt32LE(21);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  const isKeyFrame = bytes.toString('latin1', 23, 26) === '\x9d\x01\x2a';
  if (name !== 'VP8 ' || !isKeyFrame) return null;
  const [width, height] = [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
  return width > 0 && height > 0 ? { width, height } : null;
}
