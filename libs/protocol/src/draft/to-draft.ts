import { isRecord } from '../pointer';
import type { Protocol } from '../protocol.schema';
import { StepTree } from '../step-tree';
import { RootShape, StepShape, type Draft, type DraftStep } from './draft.schema';
import { LIST, NAME, type Fields, type Shape } from './shape';

/** The draft that maps onto this protocol, such as an example for a model, or a protocol that a model is to change. */
export function draftOf(protocol: Protocol): Draft {
  const tree = new StepTree(protocol);
  const steps = tree.nodes.map(({ step, body, path }) => {
    const { owner } = tree.body(body);
    const around = owner === null ? null : tree.node(owner);
    const [branch, index] = around ? path.slice(around.path.length) : [];
    const place = {
      parent: around?.step.id ?? null,
      branch: branch === 'cases' ? 'case' : (branch ?? null),
      case: branch === 'cases' ? Number(index) + 1 : null,
    };
    return { ...fieldsToDraft(StepShape, step as unknown as Readonly<Record<string, unknown>>), ...place } as DraftStep;
  });
  return { ...fieldsToDraft(RootShape, protocol), steps };
}

function fieldsToDraft(fields: Fields, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const written = [...fields].filter(([, { shape }]) => shape.is !== 'steps');
  return Object.fromEntries(
    written.map(([name, { shape }]) => [name, value[name] === undefined ? null : toDraft(shape, value[name])] as const),
  );
}

function toDraft(shape: Shape, value: unknown): unknown {
  switch (shape.is) {
    case 'value':
    case 'steps':
      return value;
    case 'mark':
      return true;
    case 'list':
      return (value as readonly unknown[]).map((item) => toDraft(shape.item, item));
    case 'object':
      return fieldsToDraft(shape.fields, value as Readonly<Record<string, unknown>>);
    case 'either':
      return eitherToDraft(shape, value);
    case 'entries':
      return Object.entries(value as Readonly<Record<string, unknown>>).map(([name, each]) => {
        if (shape.value.is === 'either') return { [NAME]: name, ...eitherToDraft(shape.value, each) };
        if (shape.value.is === 'object') return { [NAME]: name, ...fieldsToDraft(shape.value.fields, each as Record<string, unknown>) };
        return { [NAME]: name, value: toDraft(shape.value, each) };
      });
  }
}

function eitherToDraft({ fields, item }: Extract<Shape, { is: 'either' }>, value: unknown): Record<string, unknown> {
  const list = Array.isArray(value) ? value.map((each) => toDraft(item, each)) : null;
  return { ...fieldsToDraft(fields, isRecord(value) ? value : {}), [LIST]: list };
}
