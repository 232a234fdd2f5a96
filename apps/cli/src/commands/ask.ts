import { eventFrames } from '../api/event-frames';
import type { Exchange } from '../api/generated/assistant';
import { wholeBetween, type CommandLine } from '../command-line';
import { ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';
import { plain } from '../show/paint';
import { runId, short } from './named';
import { photoHash } from './photos';
import { recordingOf } from './recordings';

/** An answer takes minutes at most; in between the API sends a heartbeat. */
const SILENCE_MS = 60_000;

interface AskOptions {
  readonly run?: string;
  readonly step?: string;
  readonly photo?: string;
  readonly audio?: string;
}

/** What the stream of an answer brings: a tool that looks, text as it is written, the whole at the end, or why there is none. */
interface Told {
  readonly tool?: string;
  readonly text?: string;
  readonly id?: string;
  readonly detail?: string;
}

export function addAsk(line: CommandLine): void {
  line
    .leaf<AskOptions, [string | undefined]>(line.root, 'ask [question]', 'Asks the bench assistant; it reads, and does nothing', ask)
    .option('--run <run>', 'about this run: an id, the start of one, or last')
    .option('--step <step>', 'at this step')
    .option('--photo <file>', 'with a photo, which is uploaded')
    .option('--audio <file>', 'the question as a recording (WAV, MP3, Ogg, WebM, FLAC or M4A), instead of text');
  line
    .leaf<{ limit: number }, [string]>(line.root, 'exchanges <run>', 'Lists what was asked about a run and answered', list)
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 100);
}

async function ask(session: Session, { run, step, photo, audio }: AskOptions, text: string | undefined): Promise<ExitCode> {
  if (text !== undefined && audio !== undefined) throw usageError('ask with text or with --audio, not with both');
  if (text === undefined && audio === undefined && photo === undefined)
    throw usageError('nothing is asked; give a question, --audio or --photo');
  const body = {
    ...(text === undefined ? {} : { text }),
    ...(audio === undefined ? {} : { audio: recordingOf(audio) }),
    ...(step === undefined ? {} : { step }),
    ...(photo === undefined ? {} : { photo: await photoHash(session, photo) }),
  };
  const header = { Accept: 'text/event-stream' };
  const response =
    run === undefined
      ? await session.api.open('askQuestion', { body, header })
      : await session.api.open('askAboutRun', { path: { id: await runId(session.api, run) }, body, header });
  let written = '';
  let exchange: Exchange | null = null;
  for await (const { data } of eventFrames(session.api.pieces(response, { silenceMs: SILENCE_MS }))) {
    const told = JSON.parse(data ?? '{}') as Told;
    if (told.tool !== undefined) session.note(`looks: ${told.tool}`);
    else if (told.text !== undefined) written += show(session, told.text);
    else if (told.id !== undefined) exchange = told as unknown as Exchange;
    else session.note(told.detail ?? 'there is no answer');
  }
  if (exchange === null) return ExitCode.failed;
  const whole = exchange;
  if (written !== '' && !session.json) session.screen.out('\n');
  session.show(whole, () => exchangeLines(whole, written !== ''));
  return whole.answer === null ? ExitCode.failed : ExitCode.ok;
}

/** Text as it is written, for people. */
function show(session: Session, text: string): string {
  if (!session.json) session.screen.out(plain(text));
  return text;
}

/** Everything of an exchange that was not shown while it was written. */
function exchangeLines(exchange: Exchange, isWritten: boolean): readonly string[] {
  const { question, attached, answer, status, citations, failure, draft, model } = exchange;
  return [
    ...(attached.some(({ kind }) => kind === 'audio') ? [`heard: ${plain(question) || 'nothing'}`] : []),
    ...(isWritten || answer === null ? [] : answer.split('\n').map((each) => plain(each))),
    ...(failure === null ? [] : [plain(failure.message)]),
    ...(status === 'unsupported' ? ['nothing in the record of the lab supports this answer'] : []),
    ...citations.map(({ kind, id, title }) => `  ${kind} ${plain(id)}${title === id ? '' : ` - ${plain(title)}`}`),
    ...(draft === null ? [] : [`proposed as draft ${plain(draft)}; it is submitted by people and approved by others`]),
    ...(answer === null || model === null ? [] : [`answered by ${plain(model)}`]),
  ];
}

async function list(session: Session, { limit }: { limit: number }, named: string): Promise<void> {
  const path = { id: await runId(session.api, named) };
  const columns = [
    { title: 'ASKED', of: ({ askedAt }: Exchange) => moment(askedAt) },
    { title: 'WHO', of: ({ askedBy }: Exchange) => askedBy.name },
    { title: 'STATUS', of: ({ status }: Exchange) => status, state: true },
    { title: 'QUESTION', of: ({ question }: Exchange) => question },
    { title: 'ANSWER', of: ({ answer, failure }: Exchange) => answer ?? failure?.message ?? '' },
    { title: 'RESTS ON', of: ({ citations }: Exchange) => citations.map(({ kind, id }) => `${kind} ${id}`).join(', ') },
    { title: 'DRAFT', of: ({ draft }: Exchange) => (draft === null ? '' : short(draft)), spare: true },
  ];
  session.table(await session.api.list('listExchanges', { path }, limit), columns, 'nothing was asked about this run');
}
