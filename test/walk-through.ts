/** One block of commands of the walk-through, with what it says comes out. */
export interface WalkBlock {
  /** Number of the terminal that they are typed into. */
  readonly terminal: number;
  readonly commands: readonly string[];
  /** Lines that come, in this order; `…` stands for anything. */
  readonly shown: readonly string[];
}

const BLOCK = /<!-- terminal (\d+) -->\n+```sh\n([\s\S]*?)```(?:\n+```text\n([\s\S]*?)```)?/g;

/** The blocks of a section of a README that are marked with the terminal that they belong to. A line that ends in `\` goes on in the next. */
export function walkThrough(markdown: string, title: string): readonly WalkBlock[] {
  const [, section = ''] = markdown.split(`\n## ${title}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(BLOCK)].map(([, terminal, commands = '', shown = '']) => ({
    terminal: Number(terminal),
    commands: commands
      .trim()
      .split(/(?<!\\)\n/)
      .filter((line) => line.trim() !== ''),
    shown: shown
      .trim()
      .split('\n')
      .filter((line) => line.trim() !== ''),
  }));
}

/** The first line that does not come in `text` after those before it, or null. Blanks are of any number. */
export function missingLine(shown: readonly string[], text: string): string | null {
  const lines = text.split('\n').map((line) => line.trim());
  let from = 0;
  for (const line of shown) {
    const parts = line
      .trim()
      .split('…')
      .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`));
    const found = lines.findIndex((it, i) => i >= from && new RegExp(`^${parts.join('.*')}$`).test(it));
    if (found === -1) return line;
    from = found + 1;
  }
  return null;
}
