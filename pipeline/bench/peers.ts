import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';

/** An installation of PyTorch. */
export interface Pytorch {
  readonly python: string;
  readonly version: string;
}

/** A virtual environment's first, then the system's, whose packages (python3-torch) a newer python3 may not see. */
const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

/** What makes OpenBLAS use an older kernel than this machine's, which would flatter us. */
export const WITHOUT_OLD_KERNELS = { OPENBLAS_CORETYPE: undefined, OPENBLAS_L2_SIZE: undefined };

/** The best of a few products on one thread, in 1e9 operations a second. */
const TRIAL = `
import json, time, torch
torch.set_num_threads(1)
a, seconds = torch.rand(512, 512), []
for _ in range(10):
    start = time.perf_counter()
    torch.mm(a, a)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"version": torch.__version__, "gigaflopsPerSecond": 2 * 512**3 / 1e9 / min(seconds)}))
`;
const trial = z.object({ version: z.string(), gigaflopsPerSecond: z.number() });

/** On a busy AVX2 machine the reference BLAS reached 0.8, and OpenBLAS 58; with AVX-512 they reach 5 and 130. */
const LEAST_GIGAFLOPS_PER_SECOND = 8;

/** The first Python that can import torch, or why there is none to compare with. */
export async function findPytorch(
  pythons: readonly string[] = PYTHONS,
): Promise<Pytorch | { missing: string }> {
  for (const python of pythons) {
    const found = await tryPytorch(python);
    if (found === null) continue;
    const { version, gigaflopsPerSecond } = found;
    if (gigaflopsPerSecond >= LEAST_GIGAFLOPS_PER_SECOND) return { python, version };
    const rate = gigaflopsPerSecond.toPrecision(2);
    return {
      missing: `torch in ${python} has a slow BLAS (${rate} GFLOP/s on one thread); Debian's libopenblas0-pthread replaces it`,
    };
  }
  return { missing: `no module torch in ${pythons.join(', ')}; Debian has it as python3-torch` };
}

async function tryPytorch(python: string): Promise<z.infer<typeof trial> | null> {
  try {
    const env = { ...process.env, ...WITHOUT_OLD_KERNELS };
    const { stdout } = await promisify(execFile)(python, ['-c', TRIAL], { env });
    return trial.parse(JSON.parse(stdout));
  } catch {
    return null;
  }
}
