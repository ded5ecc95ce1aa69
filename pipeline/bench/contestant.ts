import { EXIT } from '../base/errors.ts';
import { multiply } from './multiply.ts';
import type { Job } from './pace.ts';
import { keepPace } from './pace.ts';
import { train } from './train.ts';

/** A process of a race that does what its job says, a lap at a time. Started by process.ts. */
const job = JSON.parse(process.argv[2]!) as Job;
const pace = keepPace(process.stdin, process.stdout, () => process.exit(EXIT.ok));

await (job.work === 'train' ? train(job, pace) : multiply(job, pace));
