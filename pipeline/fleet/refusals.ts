import type { WorkerStatus } from './presence.ts';

const SHOWN = 3;
const LONGEST_REST_MS = 10_000;

/** What a worker gave back and why; and how long it should rest, so that it is not in the way of others. */
export function createRefusals(log: (line: string) => void) {
  const byReason = new Map<string, number>();
  let inARow = 0;
  return {
    /** Tells the first refusal for a reason, the tenth, the hundredth and so on. */
    add(name: string, reason: string): void {
      const runs = (byReason.get(reason) ?? 0) + 1;
      byReason.delete(reason); // so that the latest is the last
      byReason.set(reason, runs);
      if (Number.isInteger(Math.log10(runs))) {
        log(`refused   ${name}${runs > 1 ? ` and ${runs - 1} more` : ''}: ${reason}`);
      }
    },
    /** Milliseconds to leave the queue to others: none at first, since the next job may be for us, then ever more. */
    nextRestMs(): number {
      inARow += 1;
      return inARow < 3 ? 0 : Math.min(LONGEST_REST_MS, 100 * 2 ** (inARow - 3));
    },
    served(): void {
      inARow = 0;
    },
    list(): WorkerStatus['refusals'] {
      return [...byReason].slice(-SHOWN).map(([reason, runs]) => ({ reason: reason.slice(0, 300), runs }));
    },
  };
}
export type Refusals = ReturnType<typeof createRefusals>;
