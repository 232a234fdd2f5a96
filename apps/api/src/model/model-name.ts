import type { ModelStatus } from '@labwright/drafting';

/** The model's name as the record has it; null where there is none. One that is simulated says so. */
export function modelName({ provider, model }: ModelStatus): string | null {
  if (provider === 'none') return null;
  const name = model.slice(0, 80) || 'unnamed model';
  return provider === 'simulated' && !/simulated/i.test(name) ? `${name} (simulated)` : name;
}
