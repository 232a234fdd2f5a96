import { connect } from 'mqtt';

export const clients = [connect];
