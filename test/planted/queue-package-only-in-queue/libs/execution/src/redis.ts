import { Redis } from 'ioredis';

export const connections: Redis[] = [];
