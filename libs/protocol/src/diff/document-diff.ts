import canonicalize from 'canonicalize';
import { isRecord } from '../pointer';
import { quantityWords } from '../render/quantity-words';
import { movedItems } from './moved-items';
import type { ItemChange, ValueChange } from './protocol-diff';
import { isQuantity } from './value-words';

/** Something with an id, as it is compared: its own fields, where it stands, and the list that it is in. */
interface Item {
  readonly id: string;
  readonly path: string;
  readonly list: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const LISTS = { parameters: 'parameter', materials: 'material', labware: 'labware' } as const;
/** Nesting of steps that is followed; what is deeper belongs to the step around it. */
const MOST_DEPTH = 16;
const MOST_WORDS = 500;

/**
 * As `diffProtocols`, for what nobody can read as a protocol yet: a draft of a model, or a document in which something is wrong. Takes any JSON,
 * and compares each field of a step, parameter, material or piece of labware as a whole. What has no id of its own is named by its place.
 */
export function diffDocuments(before: unknown, after: unknown): readonly ItemChange[] {
  const lists = Object.entries(LISTS).flatMap(([list, of]) => compare(of, listed(before, list), listed(after, list)));
  return [...compare('protocol', wholeOf(before), wholeOf(after)), ...lists, ...compare('step', stepsOf(before), stepsOf(after))];
}

/** The document without what is compared item by item. */
function wholeOf(document: unknown): readonly Item[] {
  const own = Object.entries(isRecord(document) ? document : { document }).filter(
    ([name, value]) => !(Array.isArray(value) && (name === 'steps' || Object.hasOwn(LISTS, name))),
  );
  return [{ id: '', path: '', list: '', fields: Object.fromEntries(own) }];
}

function listed(document: unknown, name: string): readonly Item[] {
  return itemsOf(isRecord(document) ? document[name] : null, `/${name}`, '', new Set());
}

function itemsOf(list: unknown, path: string, name: string, taken: Set<string>): readonly Item[] {
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).map((value, i): Item => {
    const at = `${path}/${i}`;
    const { id, ...fields } = isRecord(value) ? value : { id: null, value };
    const own = typeof id === 'string' && !taken.has(id) ? id : at;
    taken.add(own);
    return { id: own, path: at, list: name, fields: own === id || id === undefined || id === null ? fields : { ...fields, id } };
  });
}

/** Steps without the steps in them, which are items of their own; in reading order, as in `diffProtocols`. */
function stepsOf(document: unknown): readonly Item[] {
  const found: Item[] = [];
  const taken = new Set<string>();
  const visit = (list: unknown, path: string, name: string, depth: number): void => {
    for (const item of itemsOf(list, path, name, taken)) {
      const { body, cases, else: otherwise, ...own } = item.fields;
      if (depth >= MOST_DEPTH) {
        found.push(item);
        continue;
      }
      const conditions = Array.isArray(cases) ? cases.map((each: unknown) => (isRecord(each) ? { ...each, steps: null } : each)) : cases;
      found.push({ ...item, fields: conditions === undefined ? own : { ...own, cases: conditions } });
      visit(body, `${item.path}/body`, `${item.id}.body`, depth + 1);
      for (const [i, each] of Array.isArray(cases) ? cases.entries() : [])
        if (isRecord(each)) visit(each['steps'], `${item.path}/cases/${i}/steps`, `${item.id}.cases.${i}`, depth + 1);
      if (isRecord(otherwise)) visit(otherwise['steps'], `${item.path}/else/steps`, `${item.id}.else`, depth + 1);
    }
  };
  visit(isRecord(document) ? document['steps'] : null, '/steps', '', 1);
  return found;
}

function compare(of: ItemChange['of'], before: readonly Item[], after: readonly Item[]): readonly ItemChange[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const now = new Set(after.map(({ id }) => id));
  const moved = movedItems(before, after);
  const named = (id: string) => (id === '' ? of : `${of} ${id}`);
  const whole = { moved: false, values: [] } as const;
  const kept = after.flatMap(({ id, path, fields }): ItemChange[] => {
    const earlier = old.get(id);
    if (!earlier) return [{ of, id, change: 'added', path, ...whole, words: `${named(id)} is new` }];
    const values = changesOf(earlier.fields, fields);
    if (values.length === 0 && !moved.has(id)) return [];
    const words = [...(moved.has(id) ? ['stands elsewhere'] : []), ...values.map(changeWords)].join('; ');
    return [{ of, id, change: 'changed', moved: moved.has(id), path, values, words: `${named(id)}: ${words}` }];
  });
  const gone = before.filter(({ id }) => !now.has(id));
  return [
    ...kept,
    ...gone.map(({ id, path }): ItemChange => ({ of, id, change: 'removed', path, ...whole, words: `${named(id)} is gone` })),
  ];
}

function changesOf(before: Item['fields'], after: Item['fields']): readonly ValueChange[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((field): ValueChange[] => {
    const [was, is] = [before[field] ?? null, after[field] ?? null];
    if (canonicalize(was) === canonicalize(is)) return [];
    const change = was === null ? 'added' : is === null ? 'removed' : 'changed';
    return [{ field, change, before: wordsOf(was), after: wordsOf(is), sameAmount: false }];
  });
}

function wordsOf(value: unknown): string | null {
  if (value === null) return null;
  const isSound = isQuantity(value) && (value.tolerance === undefined || typeof value.tolerance === 'number');
  const words = typeof value === 'string' ? value : isSound ? quantityWords(value) : JSON.stringify(value);
  return words.length <= MOST_WORDS ? words : `${words.slice(0, MOST_WORDS - 1)}…`;
}

function changeWords({ field, change, before, after }: ValueChange): string {
  if (change === 'added') return `${field} is new: ${after}`;
  return change === 'removed' ? `${field} is gone, was ${before}` : `${field} was ${before}, is ${after}`;
}
