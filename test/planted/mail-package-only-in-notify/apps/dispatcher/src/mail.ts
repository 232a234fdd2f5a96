import { createTransport } from 'nodemailer';

export const post = createTransport({});
