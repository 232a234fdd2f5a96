/** Samples in a second: 16 kHz, mono, 16 bits. */
export const SAMPLE_RATE = 16_000;
const HEADER = 44;

/** A WAV file: PCM, 16 kHz, mono, 16 bits, with a comment in LIST/INFO/ICMT (UTF-8). `samples` are -1 to 1. */
export function wavOf(samples: Float32Array, comment: string): Buffer {
  const text = Buffer.from(`${comment}\0`, 'utf8');
  const padded = text.length + (text.length % 2);
  const list = Buffer.alloc(20 + padded);
  list.write('LIST', 0, 'latin1');
  list.writeUInt32LE(12 + padded, 4);
  list.write('INFOICMT', 8, 'latin1');
  list.writeUInt32LE(text.length, 16);
  text.copy(list, 20);
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, i) => data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), i * 2));
  const header = Buffer.alloc(HEADER);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER - 8 + data.length + list.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data, list]);
}

/** The comment of a WAV file; null where it has none, or where it is no WAV file. */
export function wavComment(bytes: Buffer): string | null {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return null;
  const list = chunk(bytes, 12, bytes.length, 'LIST');
  if (!list || bytes.toString('latin1', list.start, list.start + 4) !== 'INFO') return null;
  const comment = chunk(bytes, list.start + 4, list.end, 'ICMT');
  return comment ? bytes.toString('utf8', comment.start, comment.end).replace(/\0+$/, '') : null;
}

/** Where a chunk of this name has its bytes; each chunk is 8 bytes and its even length further, so that the search ends. */
function chunk(bytes: Buffer, from: number, to: number, name: string): { readonly start: number; readonly end: number } | null {
  for (let at = from; at + 8 <= to;) {
    const length = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    if (bytes.toString('latin1', at, at + 4) === name) return { start, end: Math.min(start + length, to) };
    at = start + length + (length % 2);
  }
  return null;
}
