import { readFileSync } from 'node:fs';
import { usageError } from '../exit-code';
import type { Session } from '../session';

/** Bytes of a file as large as any body that the API takes; a larger one is not read to its end. */
export function fileBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder; name the file in it' : message;
    throw usageError(`${file} cannot be read: ${why}`);
  }
}

/** Text of a file, or of standard input for `-`. */
export async function sourceText(session: Session, file: string): Promise<string> {
  return file === '-' ? session.shell.input() : fileBytes(file).toString('utf8');
}
