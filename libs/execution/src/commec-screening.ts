import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { SequenceScreening, type ScreeningVerdict, type SequenceToScreen } from '@labwright/safety';
import { z } from 'zod';
import { fastaOf, sequenceClear, sequenceHold, whyNotScreened } from './sequence-verdict';

const SCREENER = 'ibbis-commec';
const DEFAULT_LIMIT_MS = 1_800_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Format of the answer that this reads. Source: common-mechanism f0bc347, `commec/config/result.py`, JSON_COMMEC_FORMAT_VERSION. */
const FORMAT = '0.3';
/** States that say that a sequence was looked at and nothing is left of concern. */
const CLEARED: readonly string[] = ['Pass', 'Warning (Cleared)', 'Flag (Cleared)'];

const AnswerSchema = z.object({
  commec_info: z.object({ commec_version: z.string().max(100), json_output_version: z.string().max(20) }),
  queries: z.record(
    z.string(),
    z.object({
      query: z.string(),
      status: z.object({ screen_status: z.string(), biorisk: z.string(), protein_taxonomy: z.string(), rationale: z.string().default('') }),
    }),
  ),
});

export interface CommecOptions {
  /** The program with its first arguments, such as `['commec', 'screen', '-d', '/srv/commec-dbs']`; no shell. */
  readonly command: readonly [string, ...string[]];
  /** Wall milliseconds for one screening; 30 min where absent. */
  readonly limitMs?: number;
}

/**
 * Screens by the Common Mechanism of IBBIS, run as a program on this machine: `<command> -o <prefix> <file>`, answer in
 * `<prefix>.output.json`. A step of it that was skipped is a hold: fast mode looks for toxins only.
 */
export class CommecScreening extends SequenceScreening {
  constructor(private readonly options: CommecOptions) {
    super();
  }

  async screen(sequences: readonly SequenceToScreen[], signal: AbortSignal): Promise<ScreeningVerdict> {
    const wrong = whyNotScreened(sequences);
    if (wrong !== null) return sequenceHold(SCREENER, 'none', [wrong]);
    const folder = await mkdtemp(path.join(os.tmpdir(), 'labwright-commec-')).catch(() => null);
    if (folder === null) return sequenceHold(SCREENER, 'none', ['there is no room for the sequences on this machine']);
    try {
      const file = path.join(folder, 'sequences.fasta');
      const prefix = path.join(folder, 'screen');
      await writeFile(file, fastaOf(sequences), { mode: 0o600 });
      await this.run(['-o', prefix, file], signal);
      return readAnswer(await readBounded(`${prefix}.output.json`), sequences.length);
    } catch (error) {
      return sequenceHold(SCREENER, 'none', [`the screener gave no answer: ${(error as Error).message.slice(0, 300)}`]);
    } finally {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  private run(given: readonly string[], signal: AbortSignal): Promise<void> {
    const [program, ...first] = this.options.command;
    const timeout = this.options.limitMs ?? DEFAULT_LIMIT_MS;
    return new Promise((resolve, reject) => {
      execFile(program, [...first, ...given], { timeout, signal, killSignal: 'SIGKILL', maxBuffer: 8 * 1024 * 1024 }, (error) =>
        error ? reject(new Error(error.killed ? `it took longer than ${timeout} ms or was stopped` : error.message)) : resolve(),
      );
    });
  }
}

async function readBounded(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > MOST_BYTES) throw new Error(`its answer has ${size} bytes; at most ${MOST_BYTES} are read`);
  return readFile(file, 'utf8');
}

function readAnswer(text: string, count: number): ScreeningVerdict {
  const { commec_info: info, queries } = AnswerSchema.parse(JSON.parse(text));
  const version = `${info.commec_version}+json${info.json_output_version}`;
  if (info.json_output_version !== FORMAT)
    return sequenceHold(SCREENER, version, [`its answer has the format ${info.json_output_version}, and ${FORMAT} is read here`]);
  const answers = Object.values(queries);
  const names = new Set(answers.map(({ query }) => query));
  const missing = Array.from({ length: count }, (_each, i) => `s${i + 1}`).filter((name) => !names.has(name));
  const held = answers.filter(
    ({ status }) => ![status.screen_status, status.biorisk, status.protein_taxonomy].every((each) => CLEARED.includes(each)),
  );
  const messages = [
    ...missing.map((name) => `${name} is not in the answer`),
    ...held.map(({ query, status }) => `${query}: ${status.screen_status}; ${status.rationale}`.slice(0, 300)),
  ];
  return messages.length > 0 ? sequenceHold(SCREENER, version, messages) : sequenceClear(SCREENER, version, count);
}
