import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { Draft } from '../api/generated/drafts';
import { usageError } from '../exit-code';
import type { Session } from '../session';
import { modelText } from './draft-lines';

/** The document of a draft as YAML, with what it is as comments; null where it says no protocol. */
export function draftYaml({ id, model, current }: Draft): string | null {
  if (current?.document == null) return null;
  const head = [
    `# Draft ${id}, revision ${current.number}; model: ${modelText(model)}. Nobody has approved it.`,
    ...(current.errors > 0 ? [`# It does not compile: ${current.errors} ${current.errors === 1 ? 'error' : 'errors'}.`] : []),
  ].map((line) => line.replaceAll(/[\r\n]/g, ' '));
  return `${head.join('\n')}\n${stringify(current.document, { aliasDuplicateObjects: false, lineWidth: 0 })}`;
}

/** Writes the YAML into a file; one that is there is left alone unless it may be written over. @throws CommandFailure */
export function writeDraft(session: Session, draft: Draft, { file, force }: { file: string; force: boolean }): void {
  const text = draftYaml(draft);
  if (text === null) return session.note('there is no protocol to write yet');
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw usageError(code === 'EEXIST' ? `${file} is there already; --force writes over it` : `${file} cannot be written: ${message}`);
  }
  session.note(`the draft is in ${file}`);
}
