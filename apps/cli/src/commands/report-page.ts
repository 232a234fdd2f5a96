import { writeFileSync } from 'node:fs';
import { usageError } from '../exit-code';
import type { Session } from '../session';

export interface ReportPageOptions {
  /** File to write; `-` for standard output; true for a name after the run. */
  readonly html: string | true;
  readonly force?: boolean;
}

/** Writes the report of a run as a page of HTML; a file that is there is left alone unless it may be written over. */
export async function writeReportPage(session: Session, id: string, { html, force }: ReportPageOptions): Promise<void> {
  const page = await session.api.call('getRunReportPage', { path: { id } });
  if (html === '-') return session.screen.out(page);
  const file = html === true ? `${(await session.api.call('getRun', { path: { id } })).protocol.name}-${id.slice(0, 8)}-report.html` : html;
  try {
    writeFileSync(file, page, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw usageError(code === 'EEXIST' ? `${file} is there already; --force writes over it` : `${file} cannot be written: ${message}`);
  }
  session.show({ run: id, file }, () => [`the report is in ${file}; a browser shows and prints it`]);
}
