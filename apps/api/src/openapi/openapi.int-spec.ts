import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { z } from 'zod';
import { routeAccess } from '../access/route-access';
import { ApiFixture } from '../fixtures/api-fixture';

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
  readonly examples?: unknown;
}
interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Documented {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly ({ name: string; in: string } & Media)[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, Answer>>;
}

jest.setTimeout(30_000);

describe('GET /v1/openapi.json', () => {
  let test: TestDatabase;
  let api: ApiFixture;
  let document: { openapi: string; paths: Record<string, Record<string, Documented>>; components: { schemas: Record<string, unknown> } };
  let operations: (Documented & { route: string })[];

  beforeAll(async () => {
    test = await openTestDatabase();
    api = await ApiFixture.start(test.database, test.url);
    document = (await api.call('GET', '/v1/openapi.json')).body;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        ...operation,
        route: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      })),
    );
  });
  afterAll(async () => {
    await api.stop();
    await test.drop();
  });

  it('has every route of the table of access, and no other', () => {
    expect(operations.map((o) => o.route).sort()).toEqual(Object.keys(routeAccess).sort());
  });

  it('says of every operation what it is, with an id of its own', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(new Set(operations.map((o) => o.operationId)).size).toBe(operations.length);
    expect(operations.filter((o) => !o.summary || !o.tags?.length || !/^[a-zA-Z]+$/.test(o.operationId ?? ''))).toEqual([]);
  });

  it('says which key an operation needs and how it fails', () => {
    for (const { route, security, responses } of operations) {
      const open = routeAccess[route] === 'public';
      expect({ route, key: security !== undefined }).toEqual({ route, key: !open });
      // Whoever wants to come in by a password may be refused, too.
      const refuses = !open || ['POST /v1/session', 'POST /v1/setup'].includes(route);
      expect({ route, unauthenticated: '401' in responses }).toEqual({ route, unauthenticated: refuses });
      const scoped = !open && routeAccess[route] !== 'any';
      expect({ route, forbidden: '403' in responses }).toEqual({ route, forbidden: scoped });
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
    }
  });

  it('names every parameter of the path, with a schema, and a body where one is taken', () => {
    for (const { route, parameters = [], requestBody } of operations) {
      const inPath = [...route.matchAll(/:(\w+)/g)].map((m) => m[1]);
      expect({ route, inPath: parameters.filter((p) => p.in === 'path').map((p) => p.name) }).toEqual({ route, inPath });
      expect(parameters.filter((p) => p.schema === undefined)).toEqual([]);
      if (/^(GET|DELETE) /.test(route)) expect(requestBody).toBeUndefined();
    }
    const withBody = operations.filter((o) => o.requestBody).map((o) => o.operationId);
    expect(withBody).toEqual(
      expect.arrayContaining(['submitProtocol', 'createRun', 'completeTask', 'registerInstrument', 'approveProtocol']),
    );
  });

  it('has a summary, an example of every body and answer, and access for every operation', () => {
    const lacking = operations.filter(
      ({ route, summary, requestBody, responses }) =>
        !summary ||
        !(route in routeAccess) ||
        [requestBody as Answer | undefined, ...Object.values(responses)].some((part) =>
          Object.values(part?.content ?? {}).some(({ example, examples }) => example === undefined && examples === undefined),
        ) ||
        !Object.entries(responses).some(
          ([status, { content }]) => status === '204' || (status.startsWith('2') && Object.keys(content ?? {}).length > 0),
        ),
    );
    expect(lacking.map(({ route }) => route)).toEqual([]);
  });

  it('has examples of parameters, bodies and answers that fit their schemas', () => {
    const $defs = JSON.parse(JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'));
    const faults = operations.flatMap(({ route, parameters = [], requestBody, responses }) => {
      const media = [requestBody as Answer | undefined, ...Object.values(responses)].flatMap((part) =>
        // A text in another format than JSON shows the same document as text.
        Object.entries(part?.content ?? {}).flatMap(([type, each]) => (type.includes('yaml') ? [] : [each])),
      );
      return [...parameters, ...media].flatMap(({ schema, example }) => {
        if (schema === undefined || example === undefined) return [];
        const own = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'));
        const { error } = z.fromJSONSchema({ ...own, $defs }).safeParse(example);
        return error ? [`${route}: ${z.prettifyError(error)} in ${JSON.stringify(example).slice(0, 200)}`] : [];
      });
    });
    expect(faults).toEqual([]);
  });

  it('refers only to schemas that are there, and is in the dialect of 3.1', () => {
    const text = JSON.stringify(document);
    const missing = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].filter(
      (m) => !(String(m[1]) in document.components.schemas),
    );
    expect(missing.map((m) => m[1])).toEqual([]);
    expect(text.match(/"exclusiveM(?:in|ax)imum":true|"nullable":|.{60}\$defs/g)).toBeNull();
    expect(document.components.schemas.Problem).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['type', 'title', 'status', 'detail', 'code']),
    });
  });
});
