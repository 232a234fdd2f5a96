import { ChainCheck, NO_HASH, entryHash, type AuditEntry, type ChainBreak } from '@labwright/audit';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import fc from 'fast-check';
import { inRequest } from '../acting';
import { Database, type Tx } from '../database';
import { listAudit, readAuditHead, recordAct } from './audit.query';
import { recordEvents } from './event.query';

const ENTRIES = 24;

describe('the audit log', () => {
  let test: TestDatabase;
  let owner: Database;
  beforeAll(async () => {
    test = await openTestDatabase();
    owner = await Database.open({ url: test.ownerUrl, name: 'spec owner', pool: 2 });
    await test.database.query(`insert into lab.principals (name, kind, roles) values ('ada', 'user', '{admin}'), ('bot', 'service', '{}')`);
  });
  afterAll(async () => {
    await owner.close();
    await test.drop();
  });

  const all = (): Promise<AuditEntry[]> => listAudit(test.database, { after: 0, limit: 10_000 });
  const act = (tx: Tx, changed: Readonly<Record<string, unknown>>, reason = ''): void =>
    recordAct(tx, { act: 'lot.registered', actor: 'user:ada', subjectKind: 'lot', subjectId: 'x', changed, reason });
  async function check(): Promise<ChainBreak | null> {
    const chain = new ChainCheck();
    for (const entry of await all()) chain.add(entry);
    return chain.end(await readAuditHead(test.database));
  }

  it('when an event is an act, has who, what, why and the request, linked to the entry before', async () => {
    const caller = () => ({ actor: 'user:ada', credential: 'key:k1' });
    await inRequest({ requestId: 'r-1', caller }, () =>
      test.database.transaction(async (tx) => {
        const data = { lot: 'L1', material: 'LB', note: 'fridge', password: 'p', url: 'mqtt://u:hunter2@h/x', key: `lw_${'a'.repeat(43)}` };
        await recordEvents(tx, [
          { type: 'lot.registered', actor: 'user:ada', data },
          { type: 'task.opened', actor: 'user:ada' },
          { type: 'task.claimed', actor: 'agent:bench-1', data: { task: 't' } },
          { type: 'task.claimed', actor: 'user:bot', data: { task: 't' } },
        ]);
      }),
    );
    const [first, second, ...others] = await all();
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      sequence: 1,
      actor: 'user:ada',
      actorKind: 'user',
      actorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      credential: 'key:k1',
      act: 'lot.registered',
      subjectKind: 'lot',
      subjectId: 'L1',
      reason: 'fridge',
      requestId: 'r-1',
      previous: NO_HASH,
    });
    expect(first?.changed).toBe(
      '{"key":"[redacted]","lot":"L1","material":"LB","note":"fridge","password":"[redacted]","url":"mqtt://u:[redacted]@h/x"}',
    );
    // Another actor than the caller: the credential is none of theirs.
    expect(second).toMatchObject({ sequence: 2, actorKind: 'service', act: 'task.claimed', credential: '', previous: first?.hash });
  });

  it('when the transaction is undone, has no entry and no gap', async () => {
    const before = await readAuditHead(test.database);
    await expect(
      test.database.transaction(async (tx) => {
        act(tx, { n: 1 });
        await tx.finish();
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await test.database.transaction(async (tx) => act(tx, { n: 2 }));
    expect(await readAuditHead(test.database)).toMatchObject({ sequence: before.sequence + 1 });
    expect(await check()).toBeNull();
  });

  it('when many transactions write at once, is one chain', async () => {
    const before = (await all()).length;
    await Promise.all(Array.from({ length: 40 }, (_, n) => test.database.transaction(async (tx) => act(tx, { n }))));
    expect((await all()).length).toBe(before + 40);
    expect(await check()).toBeNull();
  });

  it('when texts hold anything that a text can hold, has the hash that RFC 8785 gives', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((it) => !it.includes('\u0000'));
    await fc.assert(
      fc.asyncProperty(text, fc.jsonValue(), async (reason, value) => {
        await test.database.transaction(async (tx) => act(tx, { value }, reason));
        const { sequence } = await readAuditHead(test.database);
        const [entry] = await listAudit(test.database, { after: sequence - 1, limit: 1 });
        expect(entry && entryHash(entry)).toBe(entry?.hash);
        expect(entry?.reason).toBe(reason);
      }),
      { numRuns: 60 },
    );
  });

  it('when what changed is longer than an entry holds, keeps its size and hash', async () => {
    await test.database.transaction(async (tx) => act(tx, { text: 'é'.repeat(5_000) }));
    const { changed } = (await all()).at(-1) as AuditEntry;
    expect(JSON.parse(changed)).toEqual({ bytes: 10_011, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), tooLong: true });
  });

  it('when somebody writes an entry with number, time and hash of their own, gives it the right ones', async () => {
    const { sequence } = await readAuditHead(test.database);
    await test.database.query(
      `insert into lab.audit (sequence, at_wall, at_lab, actor, actor_kind, act, subject_kind, subject_id, changed, previous, hash)
       values (7, '2001-01-01', '2001-01-01', 'user:eve', 'user', 'run.started', 'run', '', '{}', repeat('a', 64), repeat('b', 64))`,
    );
    const [entry] = await listAudit(test.database, { after: sequence, limit: 1 });
    expect(entry?.sequence).toBe(sequence + 1);
    expect(entry?.atWall.slice(0, 4)).not.toBe('2001');
    expect(await check()).toBeNull();
  });

  it.each(['update lab.audit set actor = actor', 'delete from lab.audit', 'truncate lab.audit', 'delete from lab.audit_head'])(
    'when the owner tries to %s, refuses',
    async (statement) => {
      await expect(owner.query(statement)).rejects.toThrow('the audit log is append-only');
    },
  );

  /** A change that a superuser makes with triggers and checks out of the way, looked at and undone. */
  async function tamper(statements: readonly (readonly [sql: string, parameters?: readonly unknown[]])[]): Promise<ChainBreak | null> {
    let found: ChainBreak | null = null;
    const undo = new Error('undo');
    await owner
      .transaction(async (tx) => {
        await tx.query('set local session_replication_role = replica');
        for (const [sql, parameters] of statements) await tx.query(sql, parameters);
        const chain = new ChainCheck();
        for (const entry of await listAudit(tx as never, { after: 0, limit: 10_000 })) chain.add(entry);
        found = chain.end(await readAuditHead(tx as never));
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    return found;
  }

  describe('when a superuser', () => {
    beforeAll(async () => {
      await owner.query(
        'alter table lab.audit drop constraint audit_act_check, drop constraint audit_previous_check, drop constraint audit_hash_check',
      );
      for (let n = 0; n < ENTRIES; n++) await test.database.transaction(async (tx) => act(tx, { n, why: `é${n}` }, `because of ${n}`));
    });
    const columns = [
      'actor',
      'actor_kind',
      'credential',
      'act',
      'subject_kind',
      'subject_id',
      'changed',
      'reason',
      'request_id',
      'previous',
      'hash',
    ];
    const place = async (n: number): Promise<number> => (await readAuditHead(test.database)).sequence - (n % ENTRIES);

    it('changes a byte of any text of any entry, it is found and located', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...columns),
          fc.nat(),
          fc.nat(),
          fc.integer({ min: 33, max: 126 }),
          async (column, n, at, code) => {
            const sequence = await place(n);
            const [row] = await test.database.query<{ text: string }>(`select ${column} as text from lab.audit where sequence = $1`, [
              sequence,
            ]);
            const old = row?.text ?? '';
            const i = at % Math.max(old.length, 1);
            const put = String.fromCharCode(code === old.charCodeAt(i) ? (code === 126 ? 33 : code + 1) : code);
            const found = await tamper([
              [`update lab.audit set ${column} = $2 where sequence = $1`, [sequence, old.slice(0, i) + put + old.slice(i + 1)]],
            ]);
            expect(found).toMatchObject({ sequence });
            if (column === 'hash' || column === 'previous') expect(found?.what).toBe(column);
            else expect(found?.what).toBe('content');
          },
        ),
        { numRuns: 150 },
      );
    });

    it.each([
      ['at_wall', `at_wall + interval '1 microsecond'`],
      ['at_lab', `at_lab - interval '1 microsecond'`],
      ['actor_id', `'00000000-0000-4000-8000-000000000001'`],
      ['actor_id', 'null'],
    ])('changes %s to %s, it is found and located', async (column, value) => {
      const sequence = await place(7);
      const found = await tamper([[`update lab.audit set ${column} = ${value} where sequence = $1`, [sequence]]]);
      expect(found).toMatchObject({ sequence, what: 'content' });
    });

    it('removes, swaps, renumbers or inserts an entry, it is found and located', async () => {
      const { sequence: last } = await readAuditHead(test.database);
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: ENTRIES - 1 }), async (n, distance) => {
          const one = last - (n % (ENTRIES - distance));
          const other = one - distance;
          expect(await tamper([['delete from lab.audit where sequence = $1', [one]]])).toMatchObject({ sequence: one });
          const swap = 'update lab.audit set sequence = $2 where sequence = $1';
          expect(
            await tamper([
              [swap, [one, last + 1_000]],
              [swap, [other, one]],
              [swap, [last + 1_000, other]],
            ]),
          ).toMatchObject({ sequence: other });
          expect(await tamper([[swap, [one, last + 1]]])).toMatchObject({ sequence: one });
          const copied = `insert into lab.audit select (e).* from (select (jsonb_populate_record(a, jsonb_build_object('sequence', $2::bigint))) as e
            from lab.audit a where sequence = $1) x`;
          expect(await tamper([[copied, [one, last + 1]]])).toMatchObject({ sequence: last + 1 });
        }),
        { numRuns: 40 },
      );
    });

    it('removes the newest entries, the head still knows them', async () => {
      const { sequence } = await readAuditHead(test.database);
      expect(await tamper([['delete from lab.audit where sequence > $1', [sequence - 3]]])).toEqual({
        sequence: sequence - 2,
        what: 'end',
        message: `entries ${sequence - 2} to ${sequence} are missing: the log says that its newest is ${sequence}`,
      });
    });

    it('changes nothing, nothing is found', async () => {
      expect(await tamper([])).toBeNull();
    });
  });
});
