import { agent } from 'supertest';

export const agents = [agent];
