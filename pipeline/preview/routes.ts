import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';

/** What a reader's window is told. */
export interface News {
  /** Counts the pages; 0 before the first. */
  readonly version: number;
  /** What goes on, in a few words. */
  readonly status: string;
  /** Why there is no newer page, with file and line; null where all is well. */
  readonly problem: string | null;
  /** Whether training waits for the reader's word. */
  readonly waits: boolean;
}

/** What a window can ask for. */
export interface Site {
  news(): News;
  page(): Buffer | null;
  /** The PDF of the page; null where there is none to be had. */
  pdf(): Promise<Buffer | null>;
  train(): void;
}

export const LOOPBACK = '127.0.0.1';
const HTML = 'text/html; charset=utf-8';
const SHELL = readFileSync(new URL('shell.html', import.meta.url), 'utf8');

const hashOf = (element: string) => {
  const [, text = ''] = new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}>`).exec(SHELL) ?? [];
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
};

/** The window may run its own script and Vite's client, show our pages and hear from us. */
const POLICY = [
  "default-src 'none'",
  `script-src 'self' ${hashOf('script')}`,
  `style-src ${hashOf('style')}`,
  "connect-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** For every answer: no other site may show it, load it or keep it. */
const CLOSED = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
};

/** Every request meets it before it meets Vite, of which it lets through nothing but the client. */
export function routes(site: Site): Plugin {
  return {
    name: 'preview',
    configureServer({ middlewares, ws }) {
      middlewares.use((request, response, next) => {
        for (const [name, value] of Object.entries(CLOSED)) response.setHeader(name, value);
        if (isOurs(request)) return answer(site, { request, response, next });
        return end(response, 403, 'forbidden');
      });
      ws.on('connection', () => ws.send('news', site.news()));
      ws.on('train', () => site.train());
    },
  };
}

/** Other sites know this address, too: what they ask for names them, and a name of theirs for this machine names it. */
function isOurs({ headers, socket }: IncomingMessage): boolean {
  const names = [LOOPBACK, 'localhost'].map((name) => `${name}:${socket.localPort}`);
  const { host = '', origin, 'sec-fetch-site': from = 'none' } = headers;
  const fromUs = origin === undefined || names.some((name) => origin === `http://${name}`);
  return names.includes(host) && fromUs && ['none', 'same-origin'].includes(String(from));
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Leaves it to Vite. */
  readonly next: () => void;
}

function answer(site: Site, { request, response, next }: Exchange): void {
  const [name] = (request.url ?? '').split('?');
  if (name === '/') {
    response.setHeader('Content-Security-Policy', POLICY);
    end(response, 200, SHELL, HTML);
  } else if (name === '/page') end(response, 200, site.page() ?? '', HTML);
  else if (name === '/report.pdf') void answerPdf(site, response);
  else if (name === '/@vite/client' || name?.endsWith('/vite/dist/client/env.mjs')) next();
  else end(response, 404, 'not found');
}

async function answerPdf(site: Site, response: ServerResponse): Promise<void> {
  const pdf = await site.pdf();
  if (pdf) end(response, 200, pdf, 'application/pdf');
  else end(response, 503, 'There is no PDF: the terminal says why.');
}

function end(response: ServerResponse, status: number, body: string | Buffer, type = 'text/plain'): void {
  response.writeHead(status, { 'Content-Type': type }).end(body);
}
