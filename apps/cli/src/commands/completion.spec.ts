import { spawnSync } from 'node:child_process';
import { Paper, paperShell } from '../fixtures/paper';
import { commandLine, runProgram } from '../program';
import { placesOf } from './completion';

async function script(shell: string): Promise<string> {
  const paper = new Paper();
  await runProgram(['completion', shell], paperShell(paper));
  return paper.written;
}

describe('completion', () => {
  const places = placesOf(commandLine(paperShell(new Paper())).root);

  it('knows every command, each with a summary and the options that all have', () => {
    const leaves = places.filter(({ path, commands }) => path.length > 0 && commands.length === 0);
    expect(leaves.length).toBeGreaterThan(35);
    expect(
      leaves.filter(
        ({ options }) => !['--json', '--url', '--as', '--timeout', '--no-color'].every((it) => options.some(({ name }) => name === it)),
      ),
    ).toEqual([]);
    expect(places.flatMap(({ commands }) => commands).filter(({ description }) => description.length < 10)).toEqual([]);
  });

  it.each(['zsh', 'fish'])('for %s, names every command', async (shell) => {
    const text = await script(shell);
    for (const { path } of places.filter((it) => it.path.length > 0)) expect(text).toContain(path.at(-1));
  });

  it.each([
    [['labwright', ''], 'instruments'],
    [['labwright', 'runs', ''], 'watch'],
    [['labwright', 'runs', 'list', '--status', 'compl'], 'completed completed_with_deviations'],
    [['labwright', 'runs', 'answer', '--choice', 'r'], 'redo'],
    [['labwright', 'completion', 'f'], 'fish'],
  ])('for bash, after %j offers %s', async (typed, offered) => {
    const ask = `COMP_WORDS=(${typed.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length - 1}; _labwright; echo "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', `${await script('bash')}\n${ask}`], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(` ${stdout.trim()} `).toContain(` ${offered} `);
  });
});
