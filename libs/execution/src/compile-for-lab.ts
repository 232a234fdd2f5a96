import type { Tx } from '@labwright/persistence';
import { compile, type Compiled, type CompileOptions, type Fleet } from '@labwright/protocol';
import { safetyPass } from '@labwright/safety';
import { loadFleet } from './fleet';

/** What one compilation for the lab may ask for; the rest is the lab's. */
export type LabCompileOptions = Pick<CompileOptions, 'parameters' | 'bindings' | 'positions'>;

/** Compiles a document for the lab as it is today: its fleet, the date by the database's clock (UTC), and the rules of safety. */
export async function compileForLab(
  tx: Tx,
  document: unknown,
  options: LabCompileOptions = {},
): Promise<Compiled & { readonly fleet: Fleet }> {
  const fleet = await loadFleet(tx);
  const today = (await tx.wallNow()).toISOString().slice(0, 10);
  return { ...compile(document, { ...options, fleet, today, passes: [safetyPass()] }), fleet };
}
