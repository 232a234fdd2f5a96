import { CommandFailure, ExitCode } from '../exit-code';
import type { Session } from '../session';
import { diagnosticLines, sortedDiagnostics } from '../show/diagnostic-text';
import { sourceText } from './source-file';

/** Checks protocols without the API. Whether instruments can do it takes the fleet, which nobody knows here. */
export async function validateOffline(session: Session, files: readonly string[]): Promise<ExitCode> {
  const { compileText } = await import('@labwright/protocol');
  const lines: string[] = [];
  const results = [];
  for (const file of files) {
    const text = await sourceText(session, file);
    if (session.shell.interrupted.aborted) throw new CommandFailure(ExitCode.interrupted, 'not all files were checked');
    const found = compileText(text, { fleet: { instruments: [] } }).diagnostics;
    // Without instruments no role can be bound: that finding is of the place, not of the protocol.
    const diagnostics = sortedDiagnostics(found.filter(({ code }) => code !== 'E_CAPABILITY'));
    const valid = diagnostics.every(({ severity }) => severity !== 'error');
    results.push({ file, valid, offline: true, diagnostics });
    lines.push(...diagnosticLines(diagnostics, file, text, session.paint));
    lines.push(valid ? `${file} is valid, as far as can be told without instruments` : `${file} is not valid`);
  }
  session.show(results.length === 1 ? results[0] : results, () => lines);
  return results.every(({ valid }) => valid) ? ExitCode.ok : ExitCode.failed;
}
