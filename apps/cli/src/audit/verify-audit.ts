import { ChainCheck, type Anchors, type ChainBreak, type ChainHead } from '@labwright/audit';
import type { ApiClient } from '../api/api-client';
import { NoEntry, entriesOfFile, entriesOfLab, headOfLab } from './entry-sources';

/** What was found. */
export interface Verification {
  /** Numbers of the first and the last entry that fit; null when there are none. */
  readonly first: number | null;
  readonly last: number | null;
  readonly broken: ChainBreak | null;
}

export interface VerifyOptions {
  /** Number of the first entry that is looked at. */
  readonly from: number;
  readonly anchors: Anchors | null;
  /** Told now and then. */
  readonly progress: (checked: number) => void;
}

/** Entries between two words of progress. */
const STEP = 10_000;

/** Verifies the log of a lab while it goes on: entries that are added meanwhile are verified too. */
export async function verifyLab(api: ApiClient, options: VerifyOptions): Promise<Verification> {
  const chain = new ChainCheck(options.anchors, options.from);
  for (let before = -1; ;) {
    for await (const entry of entriesOfLab(api, chain.entries)) {
      add(chain, entry, options);
      if (chain.broken) break;
    }
    const head = await headOfLab(api);
    // Something was added in between; where nothing comes although the head says so, it is missing.
    if (!chain.broken && head.sequence > chain.entries && chain.entries > before) {
      before = chain.entries;
      continue;
    }
    return found(chain, options, head);
  }
}

/** Verifies an export. Its end has no witness but an anchor. */
export async function verifyFile(file: string, options: VerifyOptions): Promise<Verification> {
  const chain = new ChainCheck(options.anchors, options.from);
  try {
    for await (const entry of entriesOfFile(file)) {
      if (chain.entries < options.from && entry.sequence < options.from) continue;
      add(chain, entry, options);
      if (chain.broken) break;
    }
  } catch (error) {
    if (!(error instanceof NoEntry)) throw error;
    const broken = chain.end() ?? { sequence: chain.entries + 1, what: 'content' as const, message: error.message };
    return { ...found(chain, options, null), broken };
  }
  return found(chain, options, null);
}

function add(chain: ChainCheck, entry: Parameters<ChainCheck['add']>[0], { progress }: VerifyOptions): void {
  chain.add(entry);
  if (chain.entries > 0 && chain.entries % STEP === 0) progress(chain.entries);
}

function found(chain: ChainCheck, { from }: VerifyOptions, head: ChainHead | null): Verification {
  const broken = chain.end(head);
  const some = chain.entries >= from;
  return { first: some ? from : null, last: some ? chain.entries : null, broken };
}
