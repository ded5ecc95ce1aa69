import { appendFileSync } from 'node:fs';

/**
 * Loaded before a command: what it asks of the internet goes to a server on this machine instead, below a folder named
 * after the host, and every address is noted in a file.
 */
const { fetch } = globalThis;
const { FETCH_SERVER = '', FETCH_LOG = '' } = process.env;

/** @type {(address: string, init?: RequestInit) => Promise<Response>} */
const redirectedFetch = (address, init) => {
  const { host, pathname } = new URL(address);
  appendFileSync(FETCH_LOG, `${address}\n`);
  return fetch(`${FETCH_SERVER}${host}${pathname}`, init);
};
// Not assigned: the compiler would take that for a second declaration of the global.
Object.assign(globalThis, { fetch: redirectedFetch });
