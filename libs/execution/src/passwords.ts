import { LabError } from '@labwright/domain';
import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet: Argon2id, which is the default of the package, with 19 MiB, 2 iterations, 1 lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Characters. NIST SP 800-63B, 5.1.1: length is what counts; no rules of composition. */
const [SHORTEST, LONGEST] = [12, 256] as const;
/** Passwords that are worked on at the same time; each takes 19 MiB and a core. */
const AT_ONCE = 4;

/** What a name that nobody has is compared with, so that it takes as long as one that somebody has. */
let nobody: Promise<string> | undefined;

/** Lets so many in at a time; the others wait in their order. */
class Gate {
  private free = AT_ONCE;
  private readonly waiting: (() => void)[] = [];

  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
const gate = new Gate();

/** @throws LabError INPUT_INVALID for a password that is too short, too long, one letter, or has the name in it */
export function needGoodPassword(password: string, name: string): void {
  const refuse = (why: string): never => {
    throw new LabError('INPUT_INVALID', `the password ${why}`, {
      path: '/password',
      allowed: [`${SHORTEST} to ${LONGEST} characters, without your name`],
    });
  };
  const length = Array.from(password).length;
  if (length < SHORTEST) refuse(`has ${length} characters; it needs ${SHORTEST} or more, such as a few words that nobody says together`);
  if (length > LONGEST) refuse(`has ${length} characters; ${LONGEST} is the most`);
  if (new Set(password.toLowerCase()).size < 5) refuse('repeats fewer than five characters; use more of them');
  if (name.length >= 3 && password.toLowerCase().includes(name.toLowerCase())) refuse('has your name in it; leave that out');
}

/** Argon2id, with its parameters in the text. */
export function hashPassword(password: string): Promise<string> {
  return gate.through(() => hash(password.normalize('NFKC'), ARGON2ID));
}

/** Takes the same time whether or not there is a hash to compare with. */
export async function isPassword(password: string, of: string | null): Promise<boolean> {
  nobody ??= hashPassword(`${Math.random()}${performance.now()}`);
  const compared = of ?? (await nobody);
  const same = await gate.through(() => verify(compared, password.normalize('NFKC')));
  return same && of !== null;
}
