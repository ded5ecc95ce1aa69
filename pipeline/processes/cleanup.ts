/**
 * Has `cleanUp` run once: when the returned function is called, or before that if the process ends. Only a kill that
 * a process cannot notice prevents it. `cleanUp` cannot wait for anything; what it throws is ignored, since the next
 * build removes what is left over.
 */
export function cleanUpAtEnd(cleanUp: () => void): () => void {
  const attempt = () => {
    process.off('exit', attempt);
    try {
      cleanUp();
    } catch {
      // See above.
    }
  };
  process.on('exit', attempt);
  return attempt;
}

/** Runs `cleanUp` when the work is done, fails, or is cut short because the process ends. */
export async function withCleanup<T>(cleanUp: () => void, work: () => Promise<T>): Promise<T> {
  const end = cleanUpAtEnd(cleanUp);
  try {
    return await work();
  } finally {
    end();
  }
}
