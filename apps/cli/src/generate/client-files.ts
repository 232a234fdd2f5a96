import { fieldName, refsIn, typeText, type JsonSchema } from './type-text';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: JsonSchema;
}
type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly operation: Operation;
}

const HEAD = '// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.\n';
/** Holds the schemas that more than one area uses; only this file is imported by others, so there is no circle. */
const SEVERAL = 'schemas';

/**
 * The typed client of an OpenAPI document: file name -> text, not formatted. One file an area (tag) with its types and operations, one
 * with what several areas use, and the table of routes. Pure.
 */
export function clientFiles(document: OpenApi): ReadonlyMap<string, string> {
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      tag: operation.tags?.[0] ?? 'other',
      operation,
    })),
  );
  const homes = homesOf(document, routes);
  const schemasOf = (home: string) => Object.entries(document.components.schemas).filter(([name]) => homes.get(name) === home);
  const files = new Map<string, string>();
  const several = schemasOf(SEVERAL);
  if (several.length > 0) files.set(`${SEVERAL}.ts`, HEAD + several.map(declaration).join(''));
  const tags = [...new Set(routes.map(({ tag }) => tag))].toSorted();
  for (const tag of tags) {
    const own = routes.filter((route) => route.tag === tag);
    const used = own.map(({ operation }) => refsOf(operation)).concat(schemasOf(tag).map(([, schema]) => refsIn(schema)));
    const outside = [...new Set(used.flat())].filter((name) => homes.get(name) === SEVERAL).toSorted();
    const imports = outside.length > 0 ? `import type { ${outside.join(', ')} } from './${SEVERAL}';\n` : '';
    const operations = `export interface ${area(tag)} {\n${own.map(operationText).join('')}}\n`;
    files.set(`${tag}.ts`, HEAD + imports + schemasOf(tag).map(declaration).join('') + operations);
  }
  files.set('routes.ts', routesText(routes, tags));
  return files;
}

/** Which file each schema that is used belongs into. */
function homesOf({ components }: OpenApi, routes: readonly Route[]): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  const visit = (name: string, tag: string): void => {
    const known = homes.get(name);
    if (known === tag || known === SEVERAL) return;
    homes.set(name, known === undefined ? tag : SEVERAL);
    for (const inner of refsIn(components.schemas[name])) visit(inner, homes.get(name) === SEVERAL ? SEVERAL : tag);
  };
  for (const { operation, tag } of routes) for (const name of refsOf(operation)) visit(name, tag);
  return homes;
}

/** Schemas of what is sent and of what comes back when it goes well; problems have a form of their own. */
function refsOf({ parameters, requestBody, responses }: Operation): readonly string[] {
  return [...refsIn(parameters), ...refsIn(requestBody), ...refsIn(Object.entries(responses).filter(([status]) => status.startsWith('2')))];
}

function declaration([name, schema]: [string, JsonSchema]): string {
  const text = typeText(schema);
  return text.startsWith('{') ? `export interface ${name} ${text}\n` : `export type ${name} = ${text};\n`;
}

function operationText({ method, path, operation }: Route): string {
  const { parameters = [], requestBody, operationId, summary = '', description = '' } = operation;
  const fields = ['path', 'query', 'header'].flatMap((place) => {
    const own = parameters.filter((parameter) => parameter.in === place);
    if (own.length === 0) return [];
    const entries = own.map(({ name, required, schema }) =>
      required ? `${fieldName(name)}: ${typeText(schema)};` : `${fieldName(name)}?: ${typeText(schema)} | undefined;`,
    );
    return [`${place}${own.some(({ required }) => required) ? '' : '?'}: { ${entries.join(' ')} };`];
  });
  if (requestBody) fields.push(bodyText(requestBody));
  const words = [summary, description].filter(Boolean).join('. ').replaceAll('*/', '* /').replaceAll('..', '.');
  return `/** ${method} ${path}: ${words} */\n${operationId}: { ${[...fields, `answer: ${answerText(operation)};`].join(' ')} };\n`;
}

/** A body that is not plain JSON is sent as it is, with its media type. */
function bodyText({ content, required }: NonNullable<Operation['requestBody']>): string {
  const kinds = Object.keys(content);
  const mark = required === false ? '?' : '';
  if (kinds.join() === 'application/json') return `body${mark}: ${typeText(content['application/json']?.schema)};`;
  const body = kinds.some((kind) => kind.startsWith('image/')) ? 'Uint8Array' : 'string';
  return `body: ${body}; type: ${kinds.map((kind) => `'${kind}'`).join(' | ')};`;
}

function answerText({ responses }: Operation): string {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const answers = good.flatMap(([, { content }]) =>
    Object.entries(content ?? {}).map(([kind, { schema }]) =>
      kind.startsWith('text/') || kind.includes('ndjson') ? 'string' : typeText(schema),
    ),
  );
  return [...new Set(answers)].join(' | ') || 'undefined';
}

function routesText(routes: readonly Route[], tags: readonly string[]): string {
  const imports = tags.map((tag) => `import type { ${area(tag)} } from './${tag}';\n`).join('');
  const entries = routes.map(({ operation, method, path }) => `${operation.operationId}: ['${method}', '${path}'],\n`).join('');
  const all = `export interface Operations extends ${tags.map(area).join(', ')} {}\n`;
  return `${HEAD}${imports}\n/** Every operation with its request and its answer. */\n${all}\n/** Operation -> method and path. */\nexport const routes = {\n${entries}} as const satisfies Record<keyof Operations, readonly [method: string, path: string]>;\n`;
}

function area(tag: string): string {
  return `${tag.charAt(0).toUpperCase()}${tag.slice(1).replaceAll(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}Operations`;
}
