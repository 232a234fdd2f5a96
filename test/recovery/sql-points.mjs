/*
 * Points at writes to Postgres. A statement that is a transaction of its own, and a commit, make two: before it is sent, and after its answer has
 * been read. A statement inside a transaction makes one, after its answer: until the next one nothing else happens. Reads change nothing and make
 * none, and neither do writes that found no row. A point is named by the part of the dispatcher that writes, which the stack tells, and by what
 * is written.
 */
import { load } from '../bench/built.mjs';
import { isOn, reach } from './points.mjs';

/** Parts of "How a step runs", by a function or file that is on the way to the statement; the first one found counts. */
const PARTS = [
  ['recoverSteps', 'recover'],
  ['settleDoubt', 'settle doubt'],
  ['advanceRun', 'advance'],
  ['advance-run.js', 'advance'],
  ['claimStep', 'claim'],
  ['insertIntent', 'intent'],
  ['markSettling', 'settling'],
  ['beginHold', 'hold begin'],
  ['StepExecutor.holdOver', 'hold end'],
  ['timer-loop.js', 'timer'],
  ['StepExecutor.settle', 'settle'],
  ['WireJournal.store', 'journal'],
];
const WRITE = /\b(insert into|update|delete from) ((?:\w+\.)?\w+)(?: (?!set|where|select)\w+)?(?: set (\w+))?/;
const QUEUE = /\b(add_jobs_bulk|add_job|move_to_completed\w*)\b/;
/** What paces the simulated lab; the same in every transaction. */
const BESIDE = /^lab\.(lab_clock|clock|lab_time)$/;
const OUTBOX = 'delete outbox';
/** Where an intent has its label among its values. */
const LABEL = 8;

/** Of each connection, the part that has written in its open transaction; null while it has not. */
const open = new WeakMap();

export function putSqlPoints() {
  const { Client } = load('pg');
  const { query } = Client.prototype;
  Client.prototype.query = function (...args) {
    if (!isOn()) return query.apply(this, args);
    const text = textOf(args[0]).trim().toLowerCase().replaceAll(/\s+/g, ' ');
    const after = follow(this, text, args[0]?.values);
    if (!after) return query.apply(this, args);
    const done = args.at(-1);
    if (typeof done === 'function') args[args.length - 1] = (error, result) => (after(result), done(error, result));
    const result = query.apply(this, args);
    return typeof result?.then === 'function' ? result.then((answer) => (after(answer), answer)) : result;
  };
}

const textOf = (query) => (typeof query === 'string' ? query : (query?.text ?? ''));

/** Passes the point before a statement. Gives what passes the one after it, where it has one. */
function follow(client, text, values) {
  if (/^(start transaction|begin)/.test(text)) return void open.set(client, null);
  if (text.startsWith('rollback')) return void open.delete(client);
  if (text.startsWith('commit')) {
    const part = open.get(client);
    open.delete(client);
    return part ? around(`${part}: commit`) : undefined;
  }
  const name = nameOf(text, values);
  if (name === null) return undefined;
  if (!open.has(client)) return around(`${name.part}: ${name.what}`);
  return (result) => {
    if (!result || result.rowCount === 0) return;
    open.set(client, name.part);
    reach(`${name.part}: ${name.what}: not yet committed`);
  };
}

function around(name) {
  reach(`${name}: before`);
  return () => reach(`${name}: after`);
}

function nameOf(text, values) {
  const queued = QUEUE.exec(text);
  if (queued) return { part: queued[1].startsWith('add') ? 'relay' : 'queue', what: queued[1].replaceAll('_', ' ') };
  const found = WRITE.exec(text);
  if (!found || BESIDE.test(found[2])) return null;
  const [, verb, table, column] = found;
  const what = `${verb.split(' ')[0]} ${table.replace('lab.', '')}${column ? ` ${column}` : ''}`;
  const part = what === OUTBOX ? 'relay' : partOf();
  if (part === 'intent') return { part, what: values?.[LABEL] ?? what };
  return part === null ? null : { part, what };
}

/** Of the function that writes, and whoever waits for it. */
function partOf() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const { stack } = new Error('where');
  Error.stackTraceLimit = limit;
  return PARTS.find(([place]) => stack.includes(place))?.[1] ?? null;
}
