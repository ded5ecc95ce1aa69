import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Whether redis-server is on the PATH. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** A redis-server of our own, for measuring and testing. */
export interface RedisServer {
  readonly url: string;
  readonly client: Redis;
  /** As a power failure does; what was acknowledged is in the append-only file. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Kills it and removes its folder. */
  remove(): Promise<void>;
}

/** A server of our own on a free port of this machine, with append-only persistence. */
export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'report-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}/0`;
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 100 });
  client.on('error', () => {});
  let server: ChildProcess;
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
    server = spawn('redis-server', [...args, '--appendonly', 'yes', ...settings], { stdio: 'ignore' });
    await client.ping();
    await whenLoaded(client);
  };
  const kill = async () => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url,
    client,
    kill,
    start,
    async remove() {
      client.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function whenLoaded(client: Redis): Promise<void> {
  while (!(await client.info('persistence')).includes('loading:0')) await pause(50);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
