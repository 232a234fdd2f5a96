/*
 * Requests of one operation: those that fit the document, those that nearly do, and those that are broken on purpose. A request is data:
 * {method, path, headers, body, as}; ids of existing things are names that are filled in when it is sent.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { rolesOf } from './document.mjs';
import { root } from './lab.mjs';
import { kindOf } from './pools.mjs';
import { greyPng } from './seed.mjs';
import { SchemaValues, names, nearly, surprises, typesOf } from './values.mjs';

/** Of the head of a request: longer ones are refused by Node before anybody else sees them. */
const LONGEST_HEADER = 4_000;
/** Longer than any body that is taken, but photos. */
const OVERSIZE_BYTES = 2 * 1024 * 1024 + 1;
const STRANGE_PATHS = [
  '%00',
  '%ZZ',
  '%F0%9F',
  '..',
  '.',
  '%2e%2e',
  '',
  '%2F',
  '*',
  '-',
  'null',
  '0',
  '{id}',
  '%ED%A0%80',
  ':id',
  'a'.repeat(3_000),
];
const STRANGE_TYPES = [
  'text/plain',
  'application/xml',
  'application/json; charset=latin1',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  '',
  ';',
  'a/b; =',
  'APPLICATION/JSON',
];
const LIBRARY = path.join(root, 'protocols');
const SLUGS = readdirSync(LIBRARY, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const DOCUMENTS = SLUGS.map(({ name }) => readFileSync(path.join(LIBRARY, name, 'protocol.yaml'), 'utf8'));

/** Requests with a share of each kind: about a third fits the document. */
export function requestsOf(document, operation, roles) {
  const values = new SchemaValues(document, operation.path);
  return fc
    .record({
      as: caller(rolesOf(operation), roles),
      target: target(operation, values),
      headers: headers(operation, values),
      sent: body(operation, values),
    })
    .map(({ as, target: to, headers: given, sent }) => ({
      method: operation.method,
      path: to,
      as,
      headers: { ...sent.headers, ...given },
      body: sent.body,
    }));
}

/** Mostly somebody who may; else any role, nobody, or a key that is none. */
function caller(allowed, roles) {
  const may = Array.isArray(allowed) ? allowed : roles;
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...may) },
    { weight: 2, arbitrary: fc.constantFrom(...roles) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'nobody',
        'Bearer lw_none',
        'Bearer ',
        'Basic YTpi',
        `Bearer lw_${'a'.repeat(43)}`,
        'bearer x',
        `Bearer ${'é'.repeat(50)}`,
      ),
    },
  );
}

function target({ path: template, parameters = [] }, values) {
  const inPath = Object.fromEntries(
    parameters
      .filter((it) => it.in === 'path')
      .map(({ name, schema }) => {
        const kind = kindOf(name, template);
        const fits = values.of(schema, name).map((value) => part(value));
        const found = kind ? names(kind) : name === 'asset' ? fc.constantFrom('reader.js', 'swagger-ui.css') : fits;
        const strange = fc.oneof(
          fc.constantFrom(...STRANGE_PATHS),
          surprises.map((value) => part(value).slice(0, LONGEST_HEADER)),
        );
        return [name, fc.oneof({ weight: 7, arbitrary: found }, { weight: 2, arbitrary: fits }, { weight: 1, arbitrary: strange })];
      }),
  );
  const query = parameters.filter((it) => it.in === 'query');
  const fits = query.map(({ name, schema, required }) => {
    const pair = values.of(schema, name).map((value) => [`${part(name)}=${part(value)}`]);
    return required ? pair : fc.oneof(fc.constant([]), pair);
  });
  const anyName = fc.constantFrom('limit', 'after', 'x', '__proto__', 'a[b]', ...query.map(({ name }) => name));
  const strange = fc.tuple(anyName, surprises).map(([name, value]) => `${part(name)}=${part(value).slice(0, 2_000)}`);
  const search = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(...fits).map((pairs) => pairs.flat()) },
    { weight: query.length > 0 ? 2 : 1, arbitrary: fc.tuple(fc.tuple(...fits), strange).map(([pairs, odd]) => [...pairs.flat(), odd]) },
    { weight: 1, arbitrary: fc.constantFrom(['%'], ['=&&='], ['?'], [`q=${'x'.repeat(6_000)}`]) },
  );
  return fc.tuple(fc.record(inPath), search).map(([found, pairs]) => {
    const to = template.replaceAll(/\{(\w+)\}/g, (_all, name) => found[name]);
    return pairs.length === 0 ? to : `${to}?${pairs.join('&')}`;
  });
}

/** A value as a part of a URL; the names of things stay as they are. */
function part(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return encodeURIComponent(text.toWellFormed()).replaceAll(/%7B%7B(\w+)%3A(\d+)%7D%7D/g, '{{$1:$2}}');
}

function headers({ parameters = [] }, values) {
  const own = parameters
    .filter((it) => it.in === 'header')
    .map(({ name, schema, required }) => {
      const usual = { 'If-Match': fc.constantFrom('*', '"1"', 'W/"x"', '"a", "b"'), 'Idempotency-Key': fc.constantFrom('k1', 'k2', 'k3') }[
        name
      ];
      const fits = usual ?? values.of(schema, name);
      const odd = surprises.map((value) => JSON.stringify(value));
      const given = fc.oneof({ weight: 5, arbitrary: fits }, { weight: 2, arbitrary: odd }).map((value) => ({ [name]: headerText(value) }));
      return required
        ? fc.oneof({ weight: 8, arbitrary: given }, { weight: 1, arbitrary: fc.constant({}) })
        : fc.oneof(given, fc.constant({}));
    });
  const strange = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        { 'x-request-id': 'a b' },
        { 'x-request-id': 'fuzz-1' },
        { accept: 'text/html' },
        { accept: '' },
        { 'content-encoding': 'gzip' },
        { traceparent: '00-zz' },
        { expect: '100-continue' },
        { 'if-none-match': '*' },
        { range: 'bytes=0-1' },
      ),
    },
  );
  return fc.tuple(...own, strange).map((all) => Object.assign({}, ...all));
}

/** What Node sends as a header: Latin-1 without control characters. */
function headerText(value) {
  return String(value)
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
    .slice(0, LONGEST_HEADER);
}

const NO_BODY = { headers: {}, body: null };

function body(operation, values) {
  const content = operation.requestBody?.content;
  if (!content) {
    const some = fc.constantFrom(json('{}'), json('{"force":true}'), json('null'), json('[1'), json('{"a":"\\u0000"}'));
    return operation.method === 'GET'
      ? fc.constant(NO_BODY)
      : fc.oneof({ weight: 6, arbitrary: fc.constant(NO_BODY) }, { weight: 2, arbitrary: some });
  }
  const types = Object.keys(content);
  const asJson = content['application/json'];
  if (!asJson) return pictures(types);
  const isText = types.some((type) => type.includes('yaml'));
  const examples = [asJson.example, ...Object.values(asJson.examples ?? {}).map((it) => it.value)].filter((it) => it !== undefined);
  const fits = fc.oneof(
    ...examples.map((example) => fc.constant(example)),
    ...(typesOf(asJson.schema).length > 0 || asJson.schema.$ref ? [values.of(asJson.schema), values.of(asJson.schema)] : []),
  );
  const valid = fits.map((value) => json(JSON.stringify(value)));
  const near = nearly(fits).map((value) => json(JSON.stringify(value) ?? ''));
  const kinds = [
    { weight: 4, arbitrary: valid },
    { weight: 5, arbitrary: near },
    { weight: 2, arbitrary: broken(fits) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valid, fc.constantFrom(...STRANGE_TYPES))
        .map(([{ body: text }, type]) => ({ headers: { 'content-type': type }, body: text })),
    },
  ];
  if (isText) kinds.push({ weight: 6, arbitrary: yaml(operation.path.includes('protocols') ? DOCUMENTS : [], fits, types) });
  return fc.oneof(...kinds);
}

function json(text) {
  return { headers: { 'content-type': 'application/json' }, body: { text } };
}

/** Bodies that are no JSON, or more of it than anybody takes. */
function broken(values) {
  const cut = fc.tuple(values, fc.nat(500)).map(([value, at]) => JSON.stringify(value).slice(0, at));
  const odd = fc.constantFrom(
    '',
    ' ',
    '{',
    '[',
    '"',
    'nul',
    'NaN',
    '{"a":1,}',
    "{'a':1}",
    '\ufeff{}',
    '{"a":1}{"b":2}',
    '{"__proto__":{"a":1}}',
    '{"a":1,"a":2}',
    '[1e999]',
    '"\u0000"',
  );
  const deep = fc
    .constantFrom(['[', 100_000], ['{"a":', 5_000], ['[', 60])
    .map(([text, times]) => ({ headers: { 'content-type': 'application/json' }, body: { repeat: text, times } }));
  const bytes = fc
    .uint8Array({ maxLength: 50 })
    .map((some) => ({ headers: { 'content-type': 'application/json' }, body: { base64: Buffer.from(some).toString('base64') } }));
  const large = fc
    .constantFrom('a', ' ')
    .map((text) => ({ headers: { 'content-type': 'application/json' }, body: { repeat: text, times: OVERSIZE_BYTES } }));
  return fc.oneof(
    { weight: 5, arbitrary: cut.map(json) },
    { weight: 5, arbitrary: odd.map(json) },
    { weight: 2, arbitrary: deep },
    { weight: 3, arbitrary: bytes },
    { weight: 1, arbitrary: large },
  );
}

/** YAML: documents that are good, values written as YAML, and texts that a reader of YAML has to be careful with. */
function yaml(documents, values, types) {
  const type = fc.constantFrom(...types.filter((it) => it.includes('yaml')));
  const traps = fc.constantFrom(
    'a: [1',
    'a: &x [*x]',
    '? ',
    '- - - -',
    '\t',
    '!!js/function a',
    'a: 1\na: 2',
    '%YAML 9',
    '---\n---\n',
    '&a a: *b',
    '"\\x00"',
    'a: .nan',
    '[ '.repeat(500),
    `a: &a [x]\nb: &b [${'*a,'.repeat(50)}]\nc: [${'*b,'.repeat(50)}]`,
  );
  const written = fc.oneof(values, nearly(values)).map((value) => stringify(value));
  const good = documents.length > 0 ? [fc.constantFrom(...documents), changedText(fc.constantFrom(...documents))] : [];
  const text = fc.oneof(written, changedText(written), traps, ...good);
  return fc.tuple(text, type).map(([it, of]) => ({ headers: { 'content-type': of }, body: { text: it } }));
}

/** Texts of which one piece is something else. */
function changedText(arbitrary) {
  const piece = fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    '99999999999',
    ': :',
    '"',
    '[',
    '\t',
    '# ',
    '💥',
    '-1',
    '&a ',
    '*a',
    '!!',
    '\r',
    '. ',
    '1e400',
  );
  return fc.tuple(arbitrary, fc.nat(5_000), fc.nat(20), piece).map(([text, at, length, other]) => {
    const from = at % (text.length + 1);
    return `${text.slice(0, from)}${other}${text.slice(from + length)}`;
  });
}

/** Pictures, and bytes that are none. */
function pictures(types) {
  const png = greyPng();
  const bytes = fc.oneof(
    fc.integer({ min: 1, max: 12 }).map((size) => greyPng(size)),
    fc.nat(png.length).map((at) => png.subarray(0, at)),
    fc.tuple(fc.nat(png.length - 1), fc.nat(255)).map(([at, value]) => Buffer.from(png.map((byte, i) => (i === at ? value : byte)))),
    fc.uint8Array({ maxLength: 100 }).map((some) => Buffer.from(some)),
    fc.constantFrom(Buffer.from([0xff, 0xd8, 0xff]), Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1, 3]), Buffer.alloc(0)),
  );
  const type = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...types) }, { weight: 1, arbitrary: fc.constantFrom(...STRANGE_TYPES) });
  return fc.tuple(bytes, type).map(([some, of]) => ({ headers: { 'content-type': of }, body: { base64: some.toString('base64') } }));
}
