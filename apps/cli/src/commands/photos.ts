import { writeFileSync } from 'node:fs';
import type { CommandLine } from '../command-line';
import { usageError } from '../exit-code';
import type { Session } from '../session';
import { fileBytes } from './source-file';

const MAX_BYTES = 10 * 1024 * 1024;

export function addPhotos(line: CommandLine): void {
  const group = line.group('photos', 'Photos: evidence of tasks');
  line.leaf<object, [string[]]>(group, 'upload <file...>', 'Keeps photos (JPEG, PNG or WebP); each is named by its hash', upload);
  line
    .leaf<{ output: string }, [string]>(group, 'get <hash>', 'Writes a photo into a file', download)
    .requiredOption('--output <file>', 'where to');
}

async function upload(session: Session, _options: object, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const photo = await keep(session, file);
    session.item({ file, ...photo }, () => `${photo.sha256}  ${file}`);
  }
}

/** Uploads a photo. @returns the hash that evidence names */
export async function photoHash(session: Session, file: string): Promise<string> {
  return (await keep(session, file)).sha256;
}

function keep(session: Session, file: string) {
  return session.api.call('uploadPhoto', photoFile(file));
}

/** Uploads a photo for a task. @returns the check that is asked for with it */
export function taskPhoto(session: Session, id: string, file: string, evidence: string | undefined) {
  return session.api.call('addTaskPhoto', { ...photoFile(file), path: { id }, query: { evidence } });
}

function photoFile(file: string) {
  const bytes = fileBytes(file);
  const type = typeOf(bytes);
  if (type === null) throw usageError(`${file} is no JPEG, PNG or WebP`);
  if (bytes.length > MAX_BYTES) throw usageError(`${file} has ${bytes.length} bytes; a photo has at most ${MAX_BYTES}`);
  return { body: bytes, type };
}

/** By the first bytes: the name of a file proves nothing. */
function typeOf(bytes: Buffer): 'image/jpeg' | 'image/png' | 'image/webp' | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp';
  return null;
}

async function download(session: Session, { output }: { output: string }, hash: string): Promise<void> {
  const response = await session.api.open('getPhoto', { path: { hash } });
  const pieces: Uint8Array[] = [];
  for await (const piece of session.api.pieces(response)) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  writeFileSync(output, bytes);
  session.show({ hash, file: output, bytes: bytes.length }, () => [`${bytes.length} bytes in ${output}`]);
}
