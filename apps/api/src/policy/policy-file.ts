import { open } from 'node:fs/promises';
import { LabError } from '@labwright/domain';
import { BackgroundLoop, offerPolicy, policyInForce } from '@labwright/execution';
import type { Database } from '@labwright/persistence';

/** Wall milliseconds between two looks at the file. */
const LOOK_MS = 2_000;
/** Bytes of a policy file; more is refused unread. */
const MOST_BYTES = 1_048_576;

export interface PolicyFileOptions {
  readonly database: Database;
  readonly file: string;
  readonly log: (message: string) => void;
  readonly warn: (message: string) => void;
  /** Wall milliseconds between two looks; 2000 where absent. */
  readonly everyMs?: number;
}

/**
 * Keeps the policy of the site as its file says. Looks at the file every 2 s; what it says is offered once, when two looks in a row saw the same
 * text, so that a file that is being written is not read half. A text that is no policy is refused with an entry in the record, and the policy
 * before stays in force; so it does when the file goes away.
 *
 * Exits: `stop`. A crash leaves nothing behind: the policy in force is a row.
 */
export class PolicyFile {
  private readonly loop: BackgroundLoop;
  private seen: string | null = null;
  private offered: string | null = null;
  private complained = '';

  constructor(private readonly options: PolicyFileOptions) {
    const { warn, everyMs = LOOK_MS } = options;
    this.loop = new BackgroundLoop({
      name: 'policy file',
      everyMs,
      work: () => this.look(),
      onError: (where, error) => warn(`${where}: ${error.message}`),
    });
  }

  /**
   * Reads the file. A lab that was told of a policy starts under it, or under the one before, and never under none.
   * @throws LabError SETTING_INVALID naming the places in the file, when there was no policy before
   */
  async start(): Promise<this> {
    const { database, file, log, warn } = this.options;
    const why = await this.firstLook().catch((error: Error) => error.message);
    const { version, origin } = await policyInForce(database);
    if (why !== null && origin === null) throw wrong(file, why);
    if (why === null) log(`the site policy is ${version.slice(0, 12)}`);
    else warn(`the policy file is refused, the policy before (${version.slice(0, 12)}) stays in force: ${why}`);
    this.loop.start();
    return this;
  }

  /** Why the file is no policy; null when it is one. */
  private async firstLook(): Promise<string | null> {
    const { database, file } = this.options;
    const text = await readPolicyFile(file);
    this.seen = this.offered = text;
    const outcome = await offerPolicy(database, text, file);
    return outcome.accepted ? null : outcome.faults.join('; ');
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** One look. */
  async look(): Promise<void> {
    const { database, file, log, warn } = this.options;
    let text: string;
    try {
      text = await readPolicyFile(file);
    } catch (error) {
      return this.complain(`the policy file cannot be read, the policy before stays in force: ${(error as Error).message}`);
    }
    const settled = text === this.seen;
    this.seen = text;
    if (!settled || text === this.offered) return;
    this.offered = text;
    this.complained = '';
    const outcome = await offerPolicy(database, text, file).catch((error: unknown) => {
      // The database was away: offered again at the next look.
      this.offered = null;
      throw error;
    });
    if (!outcome.accepted) warn(`the policy file is refused, the policy before stays in force: ${outcome.faults.join('; ')}`);
    else if (outcome.changed) log(`the site policy is ${outcome.version.slice(0, 12)} from now on`);
  }

  /** Once for each reason, not every 2 s. */
  private complain(message: string): void {
    if (this.complained !== message) this.options.warn(message);
    this.complained = message;
  }
}

async function readPolicyFile(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size > MOST_BYTES) throw new Error(`it has ${size} bytes; at most ${MOST_BYTES} are read`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function wrong(file: string, why: string): LabError<'SETTING_INVALID'> {
  return new LabError('SETTING_INVALID', `LABWRIGHT_POLICY_FILE: ${file}: ${why}`, {
    setting: 'LABWRIGHT_POLICY_FILE',
    value: file,
    allowed: 'a policy of the schema labwright.dev/policy/v1, as libs/safety/README.md shows it',
  });
}
