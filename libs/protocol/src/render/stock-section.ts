import type { LabwareType } from '@labwright/labware';
import type { Plan, PlanLabware, PlanUse } from '../plan';
import type { Protocol } from '../protocol.schema';
import { STOCK_OVERAGE } from '../volume/material-use';
import { plain, table } from './markdown';
import { quantityWords, volumeWords } from './quantity-words';
import { nominalLines } from './results-section';
import { wellWords } from './well-words';

/** What goes into wells: one amount, or from the shortest run to the longest. */
function takenWords({ least, most }: PlanUse): string {
  if (most === null) return `${volumeWords(least)} or more`;
  return least === most ? volumeWords(most) : `${volumeWords(least)} to ${volumeWords(most)}`;
}

/** Materials with what a run takes of each, and what to have of it: a tenth stays in tips and bottles. */
export function materialLines({ materials = [] }: Protocol, plan: Plan): readonly string[] {
  const uses = new Map((plan.materials ?? []).flatMap((material) => (material.uses ? [[material.id, material.uses]] : [])));
  const rows = materials.map(({ id, name, concentration, hazards = [], storage }) => {
    const use = uses.get(id);
    const have = use?.prepare === undefined ? '' : use.prepare === null ? 'as many rounds as there are' : volumeWords(use.prepare);
    const kept = [...(storage?.temperature ? [quantityWords(storage.temperature)] : []), ...(storage?.note ? [plain(storage.note)] : [])];
    const hazardous = hazards.map((hazard) => plain(hazard)).join('; ');
    return [plain(name), concentration ? quantityWords(concentration) : '', use ? takenWords(use) : '', have, kept.join(', '), hazardous];
  });
  const overage = `Have ready (${STOCK_OVERAGE * 100}% more)`;
  return table(['Material', 'Concentration', 'Goes into wells', overage, 'Storage', 'Hazards'], rows);
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
  return [
    ...table(['Labware', 'Type', 'Starts at', 'Cover'], rows),
    ...plan.labware.flatMap((piece) => [...layoutLines(piece), ...nominalLines(piece)]),
  ];
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
