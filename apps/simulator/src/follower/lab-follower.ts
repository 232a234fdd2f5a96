import type { Database, PgListener, RecordedEvent } from '@labwright/persistence';
import { isOpenPlace, type PhysicalLab } from '../physics/physical-lab';
import { WASTE, type Transfer } from '../physics/transfer';
import { EventFeed } from './event-feed';
import { contentsOf, isWeighed } from './protocol-material';
import { readInventory, readOpenInventories, type RunInventory, type RunLabware } from './run-book';

/** Above so many pieces, those of ended runs go, oldest ended first. */
const MOST_PIECES = 200;

interface KnownRun {
  /** Names of the run to ids of labware. */
  readonly labware: ReadonlyMap<string, string>;
  /** Names under which the physics has the run's materials. */
  readonly materials: Set<string>;
}

/**
 * Does in the simulated lab what the record of the lab says was done: labware comes with its run, is filled, moved and covered. Materials
 * belong to a run, so that two runs may mean different things by one name.
 *
 * Modes: made -> following (`start`) -> closed. A crash loses what is in the wells; after a restart labware of unfinished runs stands at its
 * places, empty. What cannot be done is logged in one sentence, and following goes on.
 */
export class LabFollower {
  readonly #feed: EventFeed;
  readonly #runs = new Map<string, KnownRun>();
  /** Oldest first. */
  readonly #ended = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly physics: PhysicalLab,
    private readonly log: (line: string) => void,
  ) {
    this.#feed = new EventFeed(database, (event) => this.#take(event), log);
  }

  async start(listener: PgListener): Promise<void> {
    // The cursor first: what happens between the two is done twice rather than never.
    await this.#feed.begin();
    for (const inventory of await readOpenInventories(this.database)) {
      this.#arrive(inventory, (it) => it.place);
      if (inventory.ended) this.#ended.add(inventory.run);
    }
    if (this.physics.size > 0)
      this.log(
        `the simulated lab has ${this.physics.size} pieces of labware of earlier runs, empty: what they held is not known after a restart`,
      );
    this.#feed.follow(listener);
  }

  /** Tells of every event of the record from the start on, after the simulated lab has done what it says. */
  onEvent(watcher: (event: RecordedEvent) => void): void {
    this.#feed.watch(watcher);
  }

  async close(): Promise<void> {
    await this.#feed.close();
  }

  async #take(event: RecordedEvent): Promise<void> {
    const { type, runId, data } = event;
    if (runId === null) return;
    if (type === 'run.created') {
      const inventory = await readInventory(this.database, runId);
      if (inventory) this.#arrive(inventory, (it) => it.startsAt);
      return;
    }
    if (type === 'run.ended') return this.#end(runId);
    this.#try(`${type} of run ${runId}`, () => {
      if (type === 'labware.moved') this.physics.move(this.#idOf(runId, data['labware']), text(data['to']));
      else if (type === 'labware.covered') this.physics.setCover(this.#idOf(runId, data['labware']), text(data['cover'] ?? 'none'));
      else if (type === 'labware.filled') this.physics.transfer((data['transfers'] as Transfer[]).map((it) => this.#inPhysics(runId, it)));
    });
  }

  #arrive({ run, labware, materials }: RunInventory, placeOf: (labware: RunLabware) => string): void {
    if (this.#runs.has(run)) return;
    const known: KnownRun = { labware: new Map(labware.map((it) => [it.name, it.id])), materials: new Set() };
    this.#runs.set(run, known);
    for (const material of materials) {
      const contents = contentsOf(material);
      if (!contents)
        this.log(`the simulated lab takes water for ${material.id} (${material.name}) of run ${run}: nothing tells what it is`);
      const name = materialOf(run, material.id);
      this.physics.define(name, contents ?? {}, isWeighed(material));
      known.materials.add(name);
    }
    for (const it of labware)
      this.#try(`${it.name} of run ${run}`, () => this.physics.put(it.id, it.type, placeOf(it), { run, name: it.name }));
    this.#prune();
  }

  #end(run: string): void {
    if (this.#runs.has(run)) this.#ended.add(run);
    this.#prune();
  }

  /** Labware that still stands on an instrument stays until a person has taken it off. */
  #prune(): void {
    for (const run of this.#ended) {
      if (this.physics.size <= MOST_PIECES) return;
      const known = this.#runs.get(run);
      const there = [...(known?.labware.values() ?? [])].filter((id) => this.physics.placeOf(id) !== null);
      if (there.some((id) => !isOpenPlace(this.physics.placeOf(id) ?? ''))) continue;
      for (const id of there) this.physics.remove(id);
      for (const name of known?.materials ?? []) this.physics.forget(name);
      this.#runs.delete(run);
      this.#ended.delete(run);
    }
  }

  #inPhysics(run: string, transfer: Transfer): Transfer {
    const { from, to } = transfer;
    const source =
      'material' in from ? { material: this.#materialIn(run, from.material) } : { ...from, labware: this.#idOf(run, from.labware) };
    return { ...transfer, from: source, to: to === WASTE ? WASTE : this.#idOf(run, to) };
  }

  /** A material that the plan does not list is told by its id alone. */
  #materialIn(run: string, id: string): string {
    const name = materialOf(run, id);
    const materials = this.#runs.get(run)?.materials;
    if (materials && !materials.has(name)) {
      this.physics.define(name, contentsOf({ id, name: id }) ?? {});
      materials.add(name);
    }
    return name;
  }

  #idOf(run: string, labware: unknown): string {
    const name = text(labware);
    const id = this.#runs.get(run)?.labware.get(name);
    if (id === undefined) throw new Error(`there is no labware ${name} of this run in the simulated lab`);
    return id;
  }

  #try(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.log(`the simulated lab passes over ${what}: ${(error as Error).message}`);
    }
  }
}

function materialOf(run: string, id: string): string {
  return `${run} ${id}`;
}

/** @throws TypeError for what is no text */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${JSON.stringify(value)} is no name`);
}
