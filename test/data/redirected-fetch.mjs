import { appendFileSync } from 'node:fs';

/**
 * Loaded before a command: what it asks of the internet goes to a server on this machine instead, below a folder named
 * after the host, and every address is noted in a file.
 */
const { fetch } = globalThis;
const { FETCH_SERVER = '', FETCH_LOG = '' } = process.env;

globalThis.fetch = (address, init) => {
  const { host, pathname } = new URL(address);
  appendFileSync(FETCH_LOG, `${address}\n`);
  return fetch(`${FETCH_SERVER}${host}${pathname}`, init);
};
