import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** An installation of PyTorch. */
export interface Pytorch {
  readonly python: string;
  readonly version: string;
}

/** A virtual environment's first, then the system's, whose packages (python3-torch) a newer python3 may not see. */
const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

/** The first Python that can import torch, or why there is none. */
export async function findPytorch(
  pythons: readonly string[] = PYTHONS,
): Promise<Pytorch | { missing: string }> {
  for (const python of pythons) {
    const version = await torchVersion(python);
    if (version !== null) return { python, version };
  }
  return { missing: `no module torch in ${pythons.join(', ')}; Debian has it as python3-torch` };
}

async function torchVersion(python: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', 'import torch; print(torch.__version__)']);
    return stdout.trim();
  } catch {
    return null;
  }
}
