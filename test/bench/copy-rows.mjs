/* COPY FROM STDIN over the driver of Postgres, which has no word for it: text in, rows in the table. */
import { load } from './built.mjs';

const { Client } = load('pg');
const CHUNK = 64 * 1024;

/** Wall milliseconds of one COPY of a text of rows, as `COPY ... TO` writes them, until it is committed. */
export async function copyRows(url, into, text) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const begun = performance.now();
    await new Promise((resolve, reject) => {
      let failure = null;
      client.query({
        submit: (connection) => connection.query(`copy ${into} from stdin`),
        handleCopyInResponse: (connection) => {
          for (let at = 0; at < text.length; at += CHUNK) connection.sendCopyFromChunk(text.subarray(at, at + CHUNK));
          connection.endCopyFrom();
        },
        handleCommandComplete: () => undefined,
        handleError: (error) => (failure = error),
        handleReadyForQuery: () => (failure ? reject(failure) : resolve()),
      });
    });
    return performance.now() - begun;
  } finally {
    await client.end();
  }
}

/** The rows of a query as COPY writes them. */
export async function rowsAsText(url, query) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const chunks = [];
    await new Promise((resolve, reject) => {
      let failure = null;
      client.query({
        submit: (connection) => connection.query(`copy (${query}) to stdout`),
        handleCopyData: ({ chunk }) => chunks.push(Buffer.from(chunk)),
        handleCommandComplete: () => undefined,
        handleError: (error) => (failure = error),
        handleReadyForQuery: () => (failure ? reject(failure) : resolve()),
      });
    });
    return Buffer.concat(chunks);
  } finally {
    await client.end();
  }
}
