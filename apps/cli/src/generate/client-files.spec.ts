import { clientFiles, type OpenApi } from './client-files';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });

const document: OpenApi = {
  paths: {
    '/v1/runs/{id}': {
      get: {
        operationId: 'getRun',
        summary: 'Shows a run',
        tags: ['runs'],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { '200': json(ref('Run')), '404': json(ref('Problem')) },
      },
    },
    '/v1/runs': {
      post: {
        operationId: 'createRun',
        tags: ['runs'],
        requestBody: { required: true, ...json(ref('NewRun')) },
        responses: { '201': json(ref('Run')) },
      },
    },
    '/v1/jobs': { get: { operationId: 'listJobs', tags: ['jobs'], responses: { '200': json({ type: 'array', items: ref('Step') }) } } },
    '/v1/keys/{id}': { delete: { operationId: 'revokeKey', tags: ['keys'], responses: { '204': {} } } },
    '/v1/photos': {
      post: {
        operationId: 'uploadPhoto',
        tags: ['photos'],
        requestBody: { content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } },
        responses: { '201': json({ type: 'object', required: ['hash'], properties: { hash: { type: 'string' } } }) },
      },
    },
  },
  components: {
    schemas: {
      Run: { type: 'object', required: ['steps'], properties: { steps: { type: 'array', items: ref('Step') } } },
      Step: { type: 'object', required: ['place'], properties: { place: ref('Place') } },
      Place: { type: 'string', enum: ['bench', 'nest'] },
      NewRun: { type: 'object', properties: { priority: { type: 'number' } } },
      Problem: { type: 'object', properties: {} },
    },
  },
};

describe('clientFiles', () => {
  const subject = clientFiles(document);

  it('puts what several areas use, and what that needs, into one file that imports nothing', () => {
    expect(subject.get('schemas.ts')).toContain('export interface Step');
    expect(subject.get('schemas.ts')).toContain("export type Place = 'bench' | 'nest';");
    expect(subject.get('schemas.ts')).not.toMatch(/import|Run/);
    expect(subject.get('runs.ts')).toContain("import type { Step } from './schemas';");
  });

  it('says of an operation what it takes and what it answers when it goes well', () => {
    expect(subject.get('runs.ts')).toContain('getRun: { path: { id: string; }; answer: Run; };');
    expect(subject.get('runs.ts')).toContain('createRun: { body: NewRun; answer: Run; };');
    expect(subject.get('keys.ts')).toContain('revokeKey: { answer: undefined; };');
    expect(subject.get('photos.ts')).toContain("uploadPhoto: { body: Uint8Array; type: 'image/png'; answer: { hash: string; }; };");
    expect([...subject.values()].join('')).not.toContain('interface Problem');
  });

  it('has a table of all routes', () => {
    expect(subject.get('routes.ts')).toContain("getRun: ['GET', '/v1/runs/{id}'],");
    expect(subject.get('routes.ts')).toContain('extends JobsOperations, KeysOperations, PhotosOperations, RunsOperations {}');
  });
});
