/** Kinds of recorded speech that are taken, by media type, with the name that their files end in. */
export const AudioTypes = {
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/webm': 'webm',
  'audio/flac': 'flac',
  'audio/mp4': 'm4a',
} as const;
export type AudioType = keyof typeof AudioTypes;

/** Largest recording of one thing said: 10 MiB, about 5 min as uncompressed speech. */
export const MAX_AUDIO_BYTES = 10 * 1024 * 1024;

/** Brands of MPEG-4 files that hold no still picture. */
const MP4 = /^ftyp(?:M4A |M4B |mp4[12]|isom|iso[2-6]|dash|MSNV|qt {2})/;

/**
 * What a recording is by its first bytes; null for anything else. Source: RIFF/WAVE, RFC 3533 (Ogg), RFC 9559 (Matroska, EBML), RFC 9639 (FLAC),
 * ISO/IEC 11172-3 2.4.1 with ID3v2 (MP3), ISO/IEC 14496-12 4.3 (MPEG-4).
 */
export function audioType(bytes: Uint8Array): AudioType | null {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WAVE') return 'audio/wav';
  if (start.startsWith('OggS')) return 'audio/ogg';
  if (start.startsWith('\x1a\x45\xdf\xa3')) return 'audio/webm';
  if (start.startsWith('fLaC')) return 'audio/flac';
  if (MP4.test(start.slice(4, 12))) return 'audio/mp4';
  return start.startsWith('ID3') || isMp3Frame(bytes) ? 'audio/mpeg' : null;
}

/** Sync, MPEG 1, 2 or 2.5, layer III, a bit rate and a sampling rate that exist. */
function isMp3Frame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  return (
    first === 0xff &&
    (second & 0xe0) === 0xe0 &&
    (second & 0x18) !== 0x08 &&
    (second & 0x06) === 0x02 &&
    third >> 4 !== 15 &&
    (third & 0x0c) !== 0x0c
  );
}
