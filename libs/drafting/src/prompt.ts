import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Prompts that there are, each a file of `prompts/`. */
export const PromptNames = ['draft', 'repair', 'photo-check', 'consult', 'ask', 'probe'] as const;
export type PromptName = (typeof PromptNames)[number];

const VERSION = /^version: (\d+)\n/;

/**
 * Instructions to a model. They come out of a file of the product and from nowhere else: the constructor is private, so that text from outside
 * cannot become one.
 */
export class Prompt {
  /** @param version whole number from 1; `sha256` is of the text, hex */
  private constructor(
    readonly name: PromptName,
    readonly version: number,
    readonly text: string,
    readonly sha256: string,
  ) {}

  /** @throws Error when the file is not there or does not begin with `version: <n>` */
  static read(name: PromptName): Prompt {
    const file = readFileSync(path.join(folder(), `${name}.md`), 'utf8');
    const version = VERSION.exec(file)?.[1];
    if (version === undefined) throw new Error(`prompts/${name}.md has to begin with "version: <n>"`);
    const text = file.replace(VERSION, '').trim();
    return new Prompt(name, Number(version), text, createHash('sha256').update(text).digest('hex'));
  }
}

/** The files lie beside the sources; what is built looks for them from where it is, up to the root of the product. */
function folder(): string {
  for (let at = __dirname; at !== path.dirname(at); at = path.dirname(at)) {
    const found = path.join(at, 'libs/drafting/prompts');
    if (existsSync(found)) return found;
  }
  throw new Error(`there is no folder libs/drafting/prompts in or above ${__dirname}`);
}
