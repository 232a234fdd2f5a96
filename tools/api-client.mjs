/*
 * npm run api-client              writes apps/cli/src/api/generated from the OpenAPI document of the API, and protocols/protocol.schema.json
 * npm run api-client -- --check   changes nothing; exit code 1 and the names of the files that differ
 * npm run api-client -- --document FILE   writes the document too
 * The document is made from the built application without a database and without a port: nothing of it depends on data.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as prettier from 'prettier';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'apps/cli/src/api/generated');
const require = createRequire(path.join(root, 'package.json'));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, document: { type: 'string' } } });

/** The application needs a database and a listener only when it is asked something. */
async function openApiDocument() {
  require('reflect-metadata');
  const { createApi } = require('./dist/apps/api/src/api-server.js');
  const { ApiSettings } = require('./dist/apps/api/src/api-settings.js');
  const { OpenApiStore } = require('./dist/apps/api/src/openapi/openapi-store.js');
  const { Database, PgListener } = require('./dist/libs/persistence/src/index.js');
  const listener = new PgListener('postgres://127.0.0.1:1/none', 'api-client');
  const settings = new ApiSettings({ log: () => undefined });
  const app = await createApi({ database: Object.create(Database.prototype), listener, settings });
  const { document } = app.get(OpenApiStore);
  await app.close();
  return document;
}

async function formatted() {
  const { clientFiles } = require('./dist/apps/cli/src/generate/client-files.js');
  const document = await openApiDocument();
  if (values.document !== undefined) writeFileSync(values.document, `${JSON.stringify(document, null, 2)}\n`);
  const options = await prettier.resolveConfig(path.join(folder, 'routes.ts'));
  const files = new Map();
  for (const [name, text] of clientFiles(document)) files.set(name, await prettier.format(text, { ...options, parser: 'typescript' }));
  return files;
}

/** The JSON Schema that the protocols of the library name in their first line, for editors. */
function publishSchema() {
  const { protocolJsonSchema } = require('./dist/libs/protocol/src/index.js');
  const file = path.join(root, 'protocols/protocol.schema.json');
  const text = `${JSON.stringify(protocolJsonSchema(), null, 2)}\n`;
  const is = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (is === text) return;
  if (!values.check) return writeFileSync(file, text);
  console.error('protocols/protocol.schema.json is not as the schema; npm run api-client writes it anew');
  process.exitCode = 1;
}

const files = await formatted();
publishSchema();
mkdirSync(folder, { recursive: true });
const there = new Map(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
const different = [...new Set([...files.keys(), ...there.keys()])].filter((name) => files.get(name) !== there.get(name));
if (!values.check) {
  for (const name of different) {
    if (files.has(name)) writeFileSync(path.join(folder, name), files.get(name));
    else rmSync(path.join(folder, name));
  }
}
console.log(
  different.length === 0
    ? 'the client is as the API'
    : `${values.check ? 'differs' : 'written'}: ${different.toSorted((a, b) => a.localeCompare(b)).join(', ')}`,
);
if (values.check && different.length > 0) {
  console.error('the client is not as the API; npm run api-client writes it anew');
  process.exitCode = 1;
}
