/*
 * Text from outside goes to the database as a parameter, into a page escaped, to a program as an argument, and to a model as data. This
 * looks, in the syntax of every file that runs, for the places where it could go as SQL, HTML, a command line or instructions.
 * Used by tools/check.mjs; test/untrusted-text.spec.ts breaks each rule once.
 */
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { parseSync } = require('@swc/core');

const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
/** Written by hand where a statement has no parameters: names of roles and channels, quoted there, and a column out of two. */
const OWN_SQL = /^libs\/persistence\/src\/(?:application-role|database|pg-listener)\.ts$|^libs\/execution\/src\/run-store\.ts$/;
/** What makes markup, and the drawing of a timeline out of numbers. */
const OWN_HTML = /^libs\/report\/src\/(?:html|page|draw\/svg)\.ts$|^libs\/protocol\/src\/render\/|^apps\/cli\/src\/generate\//;
/** The one place where they are read, and the simulated model, which is told them. */
const OWN_PROMPTS = /^libs\/drafting\/src\/prompt\.ts$|^apps\/simulator\/src\/model\//;
const MARKUP = /<\/[a-z][\w-]*>|<[a-z][\w-]*(?:\s[\w:-]+=|\s*\/?>)/i;
/** Placeholders of a message for people, such as `<hash>`, are no markup. */
const PLACEHOLDER = /^[^<]*(?:<[a-z -]+>[^<]*)*$/i;

const nameOf = (node) => node?.value ?? '';
const isConstant = ({ type, value }) => type === 'Identifier' && CONSTANT.test(value);
const isFixed = (node) =>
  node === undefined ||
  node.type === 'StringLiteral' ||
  isConstant(node) ||
  (node.type === 'TemplateLiteral' && node.expressions.every(isConstant));

/** Each rule gives what is wrong with one node of the syntax, or nothing. */
const RULES = {
  'no-text-in-sql': (node, path) => {
    if (OWN_SQL.test(path) || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
    if (nameOf(node.callee.property) !== 'query' || isFixed(node.arguments[0]?.expression)) return undefined;
    return 'a statement is fixed text with constants; what changes goes in as $1';
  },
  'no-text-in-html': (node, path) => {
    if (OWN_HTML.test(path)) return undefined;
    if (node.type === 'NewExpression' && nameOf(node.callee) === 'Html') return 'only html`...` makes markup';
    if (node.type !== 'TemplateLiteral' || !node.expressions || node.tagged || node.expressions.every(isConstant)) return undefined;
    const written = node.quasis.map(({ raw }) => raw).join('');
    return MARKUP.test(written) && !PLACEHOLDER.test(written) ? 'write markup with html`...`, which escapes what is put in' : undefined;
  },
  'no-shell': (node) => {
    const shell = node.type === 'KeyValueProperty' && nameOf(node.key) === 'shell';
    if (shell && !(node.value.type === 'BooleanLiteral' && !node.value.value)) return 'start programs without a shell';
    const imported = node.type === 'ImportSpecifier' && ['exec', 'execSync'].includes(nameOf(node.imported ?? node.local));
    return imported && node.from === 'node:child_process'
      ? 'execFile and spawn take arguments one by one; exec takes a line for a shell'
      : undefined;
  },
  'no-text-in-instructions': (node, path) => {
    if (OWN_PROMPTS.test(path) || node.type !== 'KeyValueProperty' || nameOf(node.key) !== 'instructions') return undefined;
    const { value } = node;
    const ofPrompt =
      value.type === 'MemberExpression' &&
      nameOf(value.property) === 'text' &&
      /prompt/i.test(nameOf(value.object) || nameOf(value.object.property));
    return ofPrompt ? undefined : 'instructions to a model are the text of a Prompt, which comes out of a file';
  },
};

/** Findings in one file as `path:line rule: sentence`. Pure. */
function inspect(path, text) {
  const module = parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2022' });
  const bytes = Buffer.from(text);
  // Places are counted over all that was parsed, and begin after what a file begins with.
  const lead = bytes.length - Buffer.byteLength(text.replace(/^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/, ''));
  const lineOf = ({ start }) =>
    bytes
      .subarray(0, start - module.span.start + lead)
      .toString()
      .split('\n').length;
  const findings = [];
  const visit = (node, parent) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const each of node) visit(each, parent);
      return;
    }
    if (parent?.type === 'ImportDeclaration') node.from = parent.source.value;
    if (parent?.type === 'TaggedTemplateExpression' && node.type === 'TemplateLiteral') node.tagged = true;
    for (const [rule, look] of Object.entries(RULES)) {
      const say = node.type && look(node, path);
      if (say) findings.push(`${path}:${lineOf(node.span ?? parent.span)} ${rule}: ${say}`);
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'span') visit(value, node.type ? node : parent);
  };
  visit(module.body, undefined);
  return findings;
}

/** Files that run: no specs, nothing of the tests, no migrations. */
function filesThatRun(root) {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', 'apps', 'libs', 'drivers'], {
    cwd: root,
  });
  const tests = /spec\.ts$|^libs\/testing\/|\/fixtures\/|\/migrations\/|^drivers\/kit\/src\/conformance\//;
  return list
    .toString()
    .split('\0')
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !tests.test(path));
}

module.exports = { inspect };

if (require.main === module) {
  const findings = filesThatRun(process.cwd()).flatMap((path) => inspect(path, readFileSync(path, 'utf8')));
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
