import type { PlanTransfer } from '../plan';
import { WASTE } from '../transfer-target';
import { plain, table } from './markdown';
import { numberWords } from './quantity-words';

/** From so many wells of one piece of labware on, a table says better than a list what goes where. */
const MANY = 9;
const WELL = /^([A-Z])(\d{1,2})$/;

/**
 * What goes into each well, as people see the plate from above, for labware of which many wells are filled in one step: one table each, in
 * microlitres, with a letter for each source, in the order of pipetting. Nothing for the others, whose lines say it all.
 */
export function transferTables(transfers: readonly PlanTransfer[], sourceOf: (transfer: PlanTransfer) => string): readonly string[] {
  return [...new Set(transfers.map(({ to }) => to))].flatMap((labware) => {
    if (labware === WASTE) return [];
    const own = transfers.filter(({ to }) => to === labware);
    const wells = [...new Set(own.flatMap((transfer) => transfer.wells))];
    return wells.length >= MANY && wells.every((well) => WELL.test(well)) ? tableOf(labware, own, wells, sourceOf) : [];
  });
}

function tableOf(
  labware: string,
  transfers: readonly PlanTransfer[],
  wells: readonly string[],
  sourceOf: (transfer: PlanTransfer) => string,
): readonly string[] {
  const sources = [...new Set(transfers.map(sourceOf))];
  const letter = (transfer: PlanTransfer) => (sources.length > 1 ? ` ${letterOf(sources.indexOf(sourceOf(transfer)))}` : '');
  const rows = [...new Set(wells.map((well) => well.slice(0, 1)))].toSorted();
  const columns = [...new Set(wells.map((well) => Number(well.slice(1))))].toSorted((a, b) => a - b);
  const cell = (well: string) =>
    transfers
      .filter((transfer) => transfer.wells.includes(well))
      .map((transfer) => `${numberWords(transfer.microlitres)}${letter(transfer)}`)
      .join(' + ');
  const legend = sources.map((source, i) => (sources.length > 1 ? `${letterOf(i)} is ${source}` : source)).join(', ');
  return [
    `Into **${plain(labware)}**, µL: ${legend}.`,
    '',
    ...table(
      ['', ...columns.map(String)],
      rows.map((row) => [`**${row}**`, ...columns.map((column) => cell(`${row}${column}`))]),
    ),
  ];
}

/** a to z, then a1 ... */
function letterOf(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}
