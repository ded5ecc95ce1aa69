/** How long to wait for a server before the next one is tried. */
export interface Patience {
  /** From the request to the first byte of the answer's body, in milliseconds. */
  readonly answerMs: number;
  /** For the next piece of the body (see PIECE_BYTES) or its end, in milliseconds. */
  readonly stallMs: number;
  /** Waiting in vain, at all addresses together, in milliseconds. */
  readonly inVainMs: number;
  /** Before a broken transfer is tried again, in milliseconds. */
  readonly pauseMs: number;
  /** Tries of one address that did answer, but broke off or was too busy. */
  readonly attempts: number;
  /** Tries of one address that did not answer at all. */
  readonly silentAttempts: number;
}

/** Without a network, and with one that only pretends, all addresses are given up within 10 s. */
export const HASTY: Patience = {
  answerMs: 2_500,
  stallMs: 5_000,
  inVainMs: 8_000,
  pauseMs: 250,
  attempts: 2,
  silentAttempts: 1,
};
/** For someone who asked for the real data and would rather wait. */
export const PATIENT: Patience = {
  answerMs: 15_000,
  stallMs: 20_000,
  inVainMs: 300_000,
  pauseMs: 1_000,
  attempts: 3,
  silentAttempts: 2,
};

/** How long servers were waited for in vain, by all that share it. */
export interface Waiting {
  inVainMs: number;
}

/** Aborts its signal when nobody has asked for more time; time that led to something costs nothing. */
export function startWatchdog(waiting: Waiting, mostInVainMs: number) {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let allowedAt = performance.now();
  return {
    signal: controller.signal,
    allow(ms: number) {
      clearTimeout(timer);
      allowedAt = performance.now();
      const end = () => controller.abort(new Error(`no answer within ${ms / 1000} s`));
      timer = setTimeout(end, Math.max(0, Math.min(ms, mostInVainMs - waiting.inVainMs)));
    },
    givenUp() {
      waiting.inVainMs += performance.now() - allowedAt;
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
