import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { CommecScreening } from './commec-screening';
import { SecureDnaScreening } from './securedna-screening';

const GFP = { header: '>gfp', letters: 'ATGCGTAAAGGAGAAGAACTTTTCACTGGAGTTGTCCCAATTCTTG' };
const never = new AbortController().signal;

describe('screening of sequences by SecureDNA', () => {
  let server: Server;
  let answer: (response: ServerResponse, body: string) => void;
  const bodies: string[] = [];

  beforeEach(async () => {
    bodies.length = 0;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(body);
        answer(response, `${request.method} ${request.url}`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));

  const subject = (limitMs = 5_000) =>
    new SecureDnaScreening({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, region: 'all', limitMs });
  const json = (status: number, body: unknown) => (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  it('when the relay grants, is clear, and has sent letters under names of its own', async () => {
    let asked = '';
    answer = (response, what) => {
      asked = what;
      json(200, { synthesis_permission: 'granted' })(response);
    };
    const { outcome, against, statement } = await subject().screen([GFP], never);
    expect({ outcome, against, asked }).toEqual({ outcome: 'clear', against: ['securedna@v1'], asked: 'POST /v1/screen' });
    expect(statement).not.toContain('safe');
    expect(JSON.parse(bodies[0]!)).toEqual({ fasta: `>s1\n${GFP.letters}\n`, region: 'all' });
  });

  const hit = { fasta_header: 's1', line_number_range: [1, 2], hits_by_hazard: [{ most_likely_organism: { name: 'an agent' } }] };
  it.each<[string, (response: ServerResponse) => void, string]>([
    ['denies', json(200, { synthesis_permission: 'denied', hits_by_record: [hit] }), 's1 matches an agent'],
    [
      'grants with an error',
      json(200, { synthesis_permission: 'granted', errors: [{ diagnostic: 'too_many_requests' }] }),
      'too_many_requests',
    ],
    ['is overloaded', json(503, {}), 'answered 503'],
    ['says something else', json(200, { ok: true }), 'gave no answer'],
    ['says no JSON', (response) => response.end('granted'), 'gave no answer'],
    ['breaks off', (response) => response.destroy(), 'gave no answer'],
    ['sends it elsewhere', (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), 'gave no answer'],
  ])('when the relay %s, holds', async (_title, reply, message) => {
    answer = reply;
    const { outcome, findings } = await subject().screen([GFP], never);
    expect({ outcome, message: findings[0]?.message }).toEqual({ outcome: 'hold', message: expect.stringContaining(message) });
  });

  it('when the relay says nothing in time, is away, or nobody waits any more, holds', async () => {
    answer = () => undefined;
    expect((await subject(100).screen([GFP], never)).outcome).toBe('hold');
    expect((await subject().screen([GFP], AbortSignal.abort())).outcome).toBe('hold');
    const away = new SecureDnaScreening({ url: 'http://127.0.0.1:9', region: 'all' });
    expect((await away.screen([GFP], never)).outcome).toBe('hold');
  });

  it.each([
    ['no sequence', []],
    ['letters of no nucleic acid', [{ header: '>x', letters: 'MKTAYIAKQR!' }]],
    ['too many sequences', Array.from({ length: 1_001 }, () => GFP)],
  ])('when there are %s, holds and asks nobody', async (_title, sequences) => {
    expect((await subject().screen(sequences, never)).outcome).toBe('hold');
    expect(bodies).toEqual([]);
  });
});

describe('screening of sequences by commec', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'commec-spec-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const status = (given: object = {}) => ({
    screen_status: 'Pass',
    biorisk: 'Pass',
    protein_taxonomy: 'Pass',
    nucleotide_taxonomy: 'Skip',
    low_concern: 'Skip',
    rationale: 'No regions of concern',
    ...given,
  });
  const result = (given: object = {}, version = '0.3') => ({
    commec_info: { commec_version: '1.0.2', json_output_version: version },
    queries: { s1: { query: 's1', length: 45, status: status(given), hits: {} } },
  });
  /** A program that takes the arguments of commec and writes this answer. */
  function subject(body: string, limitMs = 10_000): CommecScreening {
    const program = path.join(folder, 'commec.cjs');
    writeFileSync(program, `const fs = require('node:fs');\nconst [, , o, prefix, file] = process.argv;\n${body}\n`);
    chmodSync(program, 0o700);
    return new CommecScreening({ command: [process.execPath, program], limitMs });
  }
  const writes = (answer: unknown) => `fs.writeFileSync(prefix + '.output.json', ${JSON.stringify(JSON.stringify(answer))});`;

  it('when every step passes, is clear, and the program got FASTA', async () => {
    const copied = path.join(folder, 'seen.fasta');
    const { outcome, against } = await subject(`fs.copyFileSync(file, ${JSON.stringify(copied)}); ${writes(result())}`).screen(
      [GFP],
      never,
    );
    expect({ outcome, against }).toEqual({ outcome: 'clear', against: ['ibbis-commec@1.0.2+json0.3'] });
  });

  it.each([
    ['flags it', writes(result({ screen_status: 'Flag', biorisk: 'Flag', rationale: 'Matches a toxin' })), 's1: Flag; Matches a toxin'],
    ['warns', writes(result({ screen_status: 'Warning', biorisk: 'Warning' })), 's1: Warning'],
    ['skips the taxonomy', writes(result({ protein_taxonomy: 'Skip' })), 's1: Pass'],
    ['does not finish', writes(result({ screen_status: 'Incomplete' })), 's1: Incomplete'],
    ['answers in another format', writes(result({}, '0.9')), 'the format 0.9'],
    ['leaves a sequence out', writes({ ...result(), queries: {} }), 's1 is not in the answer'],
    ['writes no JSON', `fs.writeFileSync(prefix + '.output.json', 'Pass');`, 'gave no answer'],
    ['writes nothing', '', 'gave no answer'],
    ['fails', `${writes(result())} process.exit(3);`, 'gave no answer'],
  ])('when it %s, holds', async (_title, body, message) => {
    const { outcome, findings } = await subject(body).screen([GFP], never);
    expect({ outcome, message: findings[0]?.message }).toEqual({ outcome: 'hold', message: expect.stringContaining(message) });
  });

  it('when it hangs, or is not installed, holds', async () => {
    expect((await subject('setInterval(() => undefined, 1000);', 300).screen([GFP], never)).findings[0]?.message).toContain(
      'longer than 300 ms',
    );
    const absent = new CommecScreening({ command: [path.join(folder, 'no-such-program')] });
    expect((await absent.screen([GFP], never)).outcome).toBe('hold');
  });
});
