import { hasRedis } from '../../pipeline/bench/redis.ts';

export { type RedisServer, startRedis } from '../../pipeline/bench/redis.ts';

export const HAS_REDIS = hasRedis();

/** Says in a test's name why it is skipped. */
export const onRedis = (title: string) =>
  HAS_REDIS ? title : `${title} (skipped: redis-server is not on the PATH)`;
