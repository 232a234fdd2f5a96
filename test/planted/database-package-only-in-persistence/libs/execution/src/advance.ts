import { DataSource } from 'typeorm';

export const sources: DataSource[] = [];
