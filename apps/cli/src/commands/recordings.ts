import type { Question } from '../api/generated/assistant';
import { usageError } from '../exit-code';
import { fileBytes } from './source-file';

/** With the rest of a question it stays below the limit of a body. */
const MAX_BYTES = 1_425_000;

type Recording = NonNullable<Question['audio']>;

/** A recording out of a file, as a question takes it. @throws CommandFailure for a file that is none, or too large */
export function recordingOf(file: string): Recording {
  const bytes = fileBytes(file);
  const mediaType = typeOf(bytes);
  if (mediaType === null) throw usageError(`${file} is no WAV, MP3, Ogg, WebM, FLAC or M4A`);
  if (bytes.length > MAX_BYTES)
    throw usageError(
      `${file} has ${bytes.length} bytes; a recording of a question has at most ${MAX_BYTES}`,
      'Ogg or MP3 take less than WAV.',
    );
  return { mediaType, data: bytes.toString('base64') };
}

/** By the first bytes, as the API does: the name of a file proves nothing. */
function typeOf(bytes: Buffer): Recording['mediaType'] | null {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('RIFF') && start.slice(8) === 'WAVE') return 'audio/wav';
  if (start.startsWith('OggS')) return 'audio/ogg';
  if (start.startsWith('\x1a\x45\xdf\xa3')) return 'audio/webm';
  if (start.startsWith('fLaC')) return 'audio/flac';
  if (start.slice(4, 8) === 'ftyp') return 'audio/mp4';
  const [first = 0, second = 0] = bytes;
  // Sync of MPEG, layer III.
  const isFrame = first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) === 0x02;
  return start.startsWith('ID3') || isFrame ? 'audio/mpeg' : null;
}
