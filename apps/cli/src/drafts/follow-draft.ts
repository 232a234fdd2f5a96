import { existsSync } from 'node:fs';
import type { Draft } from '../api/generated/drafts';
import { ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { plain } from '../show/paint';
import { draftEvents } from './draft-events';
import { eventLines, modelText, unusedLines } from './draft-lines';
import { draftYaml, writeDraft } from './write-draft';

export interface FollowOptions {
  /** File for the YAML; standard output where absent. */
  readonly output?: string;
  readonly force?: boolean;
}

/** A file that is there is found before a model is put to work. @throws CommandFailure */
export function mustBeFree({ output, force }: FollowOptions): void {
  if (output !== undefined && !force && existsSync(output)) throw usageError(`${output} is there already; --force writes over it`);
}

/**
 * Shows what a model does with a draft until it is done, then the draft: what happens on standard error, the YAML into the file or on standard
 * output. With `--json` each event is a line, and the draft is the last one. Ends with `ok` when there is a draft that compiles.
 */
export async function followDraft(session: Session, started: { id: string; after: string }, options: FollowOptions): Promise<ExitCode> {
  const { api, screen, paint, json } = session;
  for await (const event of draftEvents(api, started.id, started.after, session.shell.interrupted)) {
    if (json) {
      if (event.type !== 'text') session.item(event, () => '');
    } else if (event.type === 'text') {
      if (screen.live) screen.err(paint('dim', plain(event.text)));
    } else for (const line of eventLines(event, paint)) screen.err(`${screen.live && event.type === 'revision' ? '\n' : ''}${line}\n`);
  }
  if (session.shell.interrupted.aborted) {
    session.note(
      `the model goes on; \`labwright drafts show ${started.id.slice(0, 8)}\` shows what came of it, \`labwright drafts cancel\` ends it`,
    );
    return ExitCode.interrupted;
  }
  const draft = await api.call('getDraft', { path: { id: started.id } });
  if (json) session.item({ type: 'draft', draft }, () => '');
  else tell(session, draft);
  if (options.output !== undefined) writeDraft(session, draft, { file: options.output, force: options.force === true });
  else if (!json) screen.out(draftYaml(draft) ?? '');
  return draft.status === 'drafted' && draft.current?.errors === 0 ? ExitCode.ok : ExitCode.failed;
}

function tell(session: Session, { id, status, model, current }: Draft): void {
  const short = id.slice(0, 8);
  session.note(`draft ${short} is ${status}; model: ${modelText(model)}`);
  for (const line of current ? unusedLines(current) : []) session.note(line);
  if (status === 'needs_answers' || status === 'drafted')
    session.note(`\`labwright drafts instruct ${short} "..."\` has it changed; \`labwright drafts submit ${short}\` puts it into review`);
}
