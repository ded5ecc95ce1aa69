/**
 * Runs `work` while Math.random throws: TensorFlow.js falls back on it in many places (dropout, shuffling,
 * initialisers without a seed), and one such draw would make a result unrepeatable.
 */
export async function forbidChance<T>(work: () => Promise<T>): Promise<T> {
  const chance = Math.random;
  Math.random = () => {
    throw new Error('Math.random was called during an experiment; draw from its random stream instead');
  };
  try {
    return await work();
  } finally {
    Math.random = chance;
  }
}
