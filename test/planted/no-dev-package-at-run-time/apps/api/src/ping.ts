import { assert } from 'fast-check';

export const asserts = [assert];
