import { inspect as subject } from '../tools/untrusted-text.cjs';

const source = 'libs/execution/src/find-plate.ts';
/** Two lines before it, so that the line is seen to be counted. */
const fired = (text: string, path = source) =>
  subject(path, `// A file.\n\nconst first = 'µ';\n${text}\n`).map((each) => each.split(': ')[0]);
const at = (rule: string) => [`${source}:4 ${rule}`];

describe('the rules of text from outside', () => {
  it.each([
    ['no-text-in-sql', 'db.query(`select 1 from lab.runs where id = ${id}`);'],
    ['no-text-in-sql', "await tx.query<Row>('select ' + column);"],
    ['no-text-in-sql', 'tx.query(statement, [id]);'],
    ['no-text-in-html', 'const page = `<p>${title}</p>`;'],
    ['no-text-in-html', 'const page = `<img src="${link}">`;'],
    ['no-text-in-html', 'const page = new Html(title);'],
    ['no-shell', "import { exec } from 'node:child_process';"],
    ['no-shell', "import { execSync as run } from 'node:child_process';"],
    ['no-shell', "spawn('tar', [name], { shell: true });"],
    ['no-shell', "spawn('tar', [name], { shell: SHELL });"],
    ['no-text-in-instructions', 'client.responses.create({ instructions: `You help ${name}.` });'],
    ['no-text-in-instructions', 'client.responses.create({ instructions: request.text });'],
  ])('when a file breaks %s, name the line: %s', (rule, text) => {
    expect(fired(text)).toEqual(at(rule));
  });

  it.each([
    ['a statement with parameters', "db.query('select 1 from lab.runs where id = $1', [id]);"],
    ['a statement with a constant of the file', 'db.query(`select ${COLUMNS} from lab.runs where id = $1`, [id]);'],
    ['escaped markup', 'const page = html`<p>${title}</p>`;'],
    ['a page of constants', 'const page = `<style>${STYLE}</style>`;'],
    ['a message with a placeholder', 'const say = `${name}: give labwright approve <hash> to ${role}`;'],
    ['a program that gets its arguments one by one', "execFile('tar', ['-x', name], { shell: false });"],
    ['the text of a prompt', 'client.responses.create({ instructions: request.prompt.text });'],
  ])('when it sees %s, stays quiet', (_what, text) => {
    expect(fired(text)).toEqual([]);
  });
});
