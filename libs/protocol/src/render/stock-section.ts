import type { LabwareType } from '@labwright/labware';
import type { Plan, PlanLabware, PlanStep } from '../plan';
import type { Protocol } from '../protocol.schema';
import { plain, table } from './markdown';
import { quantityWords, volumeWords } from './quantity-words';
import { wellWords } from './well-words';

/** Microlitres of each material that the steps take, apart for steps that are done once and for those in rounds and cases. */
function amountsOf(steps: readonly PlanStep[]): ReadonlyMap<string, { once: number; eachTime: number }> {
  const amounts = new Map<string, { once: number; eachTime: number }>();
  const add = (list: readonly PlanStep[], nested: boolean): void => {
    for (const step of list) {
      if (step.kind === 'repeat') add(step.body, true);
      if (step.kind === 'decision') add([...step.cases.flatMap(({ body }) => body), ...step.else], true);
      if (step.kind !== 'operator') continue;
      for (const { from, wells, microlitres } of step.transfers ?? []) {
        if (!('material' in from)) continue;
        const known = amounts.get(from.material) ?? { once: 0, eachTime: 0 };
        known[nested ? 'eachTime' : 'once'] += wells.length * microlitres;
        amounts.set(from.material, known);
      }
    }
  };
  add(steps, false);
  return amounts;
}

/** Materials with what goes into wells of each; what stays in a tip or a bottle comes on top. */
export function materialLines({ materials = [] }: Protocol, plan: Plan): readonly string[] {
  const amounts = amountsOf(plan.steps);
  const rows = materials.map(({ id, name, concentration, hazards = [], storage }) => {
    const { once = 0, eachTime = 0 } = amounts.get(id) ?? {};
    const used = [
      ...(once > 0 ? [volumeWords(once)] : []),
      ...(eachTime > 0 ? [`${volumeWords(eachTime)} each time in rounds and cases`] : []),
    ];
    const kept = [...(storage?.temperature ? [quantityWords(storage.temperature)] : []), ...(storage?.note ? [plain(storage.note)] : [])];
    const hazardous = hazards.map((hazard) => plain(hazard)).join('; ');
    return [plain(name), concentration ? quantityWords(concentration) : '', used.join(' and '), kept.join(', '), hazardous];
  });
  return table(['Material', 'Concentration', 'Goes into wells', 'Storage', 'Hazards'], rows);
}

/** Each piece of labware with its type, and its layout as people see it from above. */
export function labwareLines({ labware = [] }: Protocol, plan: Plan, types: readonly LabwareType[]): readonly string[] {
  const covers = new Map(labware.map(({ id, cover }) => [id, cover]));
  const typeOf = ({ type }: PlanLabware) => types.find(({ id }) => id === type);
  const rows = plan.labware.map((piece) => [
    plain(piece.id),
    `${plain(typeOf(piece)?.title ?? piece.type)} (${plain(piece.type)})`,
    plain(piece.startsAt),
    plain(covers.get(piece.id) ?? 'none'),
  ]);
  return [...table(['Labware', 'Type', 'Starts at', 'Cover'], rows), ...plan.labware.flatMap((piece) => layoutLines(piece))];
}

function layoutLines({ id, layout }: PlanLabware): readonly string[] {
  if (!layout) return [];
  const wells = Object.keys(layout);
  const rows = [...new Set(wells.map((well) => well.slice(0, 1)))].toSorted();
  const columns = [...new Set(wells.map((well) => Number(well.slice(1))))].toSorted((a, b) => a - b);
  const cell = (row: string, column: number): string => {
    const content = layout[`${row}${column}`];
    return content ? plain(content.sample === undefined ? content.role : `${content.role}: ${content.sample}`) : '';
  };
  const grid = rows.map((row) => [`**${row}**`, ...columns.map((column) => cell(row, column))]);
  const roles = [...new Set(Object.values(layout).map(({ role }) => role))];
  const inWords = roles.map((role) => `${plain(role)} ${wellWords(wells.filter((well) => layout[well]?.role === role))}`);
  return [`Layout of **${plain(id)}**: ${inWords.join('; ')}.`, '', ...table(['', ...columns.map(String)], grid)];
}
