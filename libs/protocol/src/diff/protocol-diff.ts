import canonicalize from 'canonicalize';
import type { Protocol } from '../protocol.schema';
import { isRecord, pointerOf } from '../pointer';
import { StepTree } from '../step-tree';
import { alignLists } from './aligned-lists';
import { movedItems } from './moved-items';
import { isQuantity, isSameAmount, isWhole, valueWords } from './value-words';

export type ChangeKind = 'added' | 'removed' | 'changed';

/** One value that differs, in words. */
export interface ValueChange {
  /** Place in its item, such as `with.temperature` or `transfers[0].volume`. */
  readonly field: string;
  readonly change: ChangeKind;
  readonly before: string | null;
  readonly after: string | null;
  /** The same amount in another unit; true only where it is. */
  readonly sameAmount: boolean;
}

/** One step, parameter, material or piece of labware that differs. */
export interface ItemChange {
  readonly of: 'protocol' | 'parameter' | 'material' | 'labware' | 'step';
  /** Empty for the protocol itself. */
  readonly id: string;
  readonly change: ChangeKind;
  /** True for an item that stands elsewhere among those that both have. */
  readonly moved: boolean;
  /** JSON pointer into the newer document; into the older one for what was removed. */
  readonly path: string;
  /** Empty for what was added or removed as a whole, and for what only moved. */
  readonly values: readonly ValueChange[];
  /** All of it as one line. */
  readonly words: string;
}

/** An item as it is compared: its own fields, and where it stands. */
interface Item {
  readonly id: string;
  readonly path: string;
  /** The list that it is in; in a list the order counts. */
  readonly list: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const WHOLE_LISTS = ['parameters', 'materials', 'labware'] as const;
const OF = { parameters: 'parameter', materials: 'material', labware: 'labware' } as const;

/** What is different between two protocols, or two versions of one: by item in the order of the newer document, removed ones last. */
export function diffProtocols(before: Protocol, after: Protocol): readonly ItemChange[] {
  const own = ({ steps: _steps, parameters: _parameters, materials: _materials, labware: _labware, ...fields }: Protocol): Item[] => [
    { id: '', path: '', list: '', title: '', fields },
  ];
  return [
    ...compare('protocol', own(before), own(after)),
    ...WHOLE_LISTS.flatMap((list) => compare(OF[list], itemsOf(before, list), itemsOf(after, list))),
    ...compare('step', stepsOf(before), stepsOf(after)),
  ];
}

function itemsOf(protocol: Protocol, list: (typeof WHOLE_LISTS)[number]): Item[] {
  return (protocol[list] ?? []).map(({ id, ...fields }, i) => ({
    id,
    path: `/${list}/${i}`,
    list: '',
    title: '',
    fields: withUnits(fields),
  }));
}

/** Bounds of a parameter are in the unit of its default. */
function withUnits(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { default: preset } = fields;
  if (!isQuantity(preset)) return fields;
  const bound = (name: 'min' | 'max') => (typeof fields[name] === 'number' ? { [name]: { value: fields[name], unit: preset.unit } } : {});
  return { ...fields, ...bound('min'), ...bound('max') };
}

/** Steps without the steps in them, which are items of their own; `list` names the list by the step around it. */
function stepsOf(protocol: Protocol): Item[] {
  const tree = new StepTree(protocol);
  return tree.nodes.map(({ step, path, body }) => {
    const { id, ...fields } = step as unknown as { readonly id: string } & Readonly<Record<string, unknown>>;
    const { owner, path: at } = tree.body(body);
    const around = owner === null ? null : tree.node(owner);
    const list = around ? `${around.step.id}.${at.slice(around.path.length).join('.')}` : '';
    return { id, path: pointerOf(path), list, title: `${step.kind} step`, fields: withoutSteps(fields) };
  });
}

function withoutSteps({ body, cases, else: otherwise, ...fields }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  void body;
  void otherwise;
  return Array.isArray(cases) ? { ...fields, cases: (cases as { when: string }[]).map(({ when }) => when) } : fields;
}

function compare(of: ItemChange['of'], before: readonly Item[], after: readonly Item[]): readonly ItemChange[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const now = new Map(after.map((item) => [item.id, item]));
  const moved = movedItems(before, after);
  const named = ({ id, title }: Item) => [title || of, id].filter(Boolean).join(' ');
  const kept = after.flatMap((item): ItemChange[] => {
    const { id, path } = item;
    const earlier = old.get(id);
    if (!earlier) return [{ of, id, change: 'added', moved: false, path, values: [], words: `${named(item)} is new` }];
    const values = changesOf(earlier.fields, item.fields);
    if (values.length === 0 && !moved.has(id)) return [];
    const words = [...(moved.has(id) ? ['stands elsewhere'] : []), ...values.map((each) => changeWords(each))].join('; ');
    return [{ of, id, change: 'changed', moved: moved.has(id), path, values, words: `${named(item)}: ${words}` }];
  });
  const gone = before
    .filter(({ id }) => !now.has(id))
    .map((item): ItemChange => {
      return { of, id: item.id, change: 'removed', moved: false, path: item.path, values: [], words: `${named(item)} is gone` };
    });
  return [...kept, ...gone];
}

function changesOf(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): ValueChange[] {
  return pairsOf(before, after, '').flatMap(([field, earlier, later]): ValueChange[] => {
    if (canonicalize(earlier) === canonicalize(later)) return [];
    const words = (value: unknown) => (value === undefined ? null : valueWords(value));
    const change = earlier === undefined ? 'added' : later === undefined ? 'removed' : 'changed';
    return [{ field, change, before: words(earlier), after: words(later), sameAmount: isSameAmount(earlier, later) }];
  });
}

type Pair = readonly [field: string, before: unknown, after: unknown];

/** Values of both, side by side. What is one thing for people, such as a quantity, is one value, and so is what only one of them has. */
function pairsOf(before: unknown, after: unknown, field: string): readonly Pair[] {
  const apart = Array.isArray(before) ? Array.isArray(after) : isRecord(before) && isRecord(after) && !Array.isArray(after);
  if (!apart || (field !== '' && isWhole(before) && isWhole(after))) return [[field, before, after]];
  if (Array.isArray(before))
    return alignLists(before, after as unknown[]).flatMap((item) => pairsOf(item.before, item.after, `${field}[${item.at}]`));
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(now), ...Object.keys(old)])].flatMap((key) =>
    old[key] === undefined && now[key] === undefined ? [] : pairsOf(old[key], now[key], field === '' ? key : `${field}.${key}`),
  );
}

function changeWords({ field, change, before, after, sameAmount }: ValueChange): string {
  if (change === 'added') return `${field} is new: ${after}`;
  if (change === 'removed') return `${field} is gone, was ${before}`;
  return `${field} was ${before}, is ${after}${sameAmount ? ' (the same amount)' : ''}`;
}
