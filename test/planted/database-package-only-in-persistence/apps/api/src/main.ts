import type { Pool } from 'pg';

export const pools: Pool[] = [];
