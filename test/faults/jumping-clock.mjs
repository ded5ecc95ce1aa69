/** Loaded before a build: its clock jumps back and forth by days and years. What measures time steadily does not. */
const steady = Date.now;
const JUMPS_MS = [0, 40, -400, 4000, -1].map((days) => days * 86_400_000);
let asked = 0;
Date.now = () => steady() + (JUMPS_MS[asked++ % JUMPS_MS.length] ?? 0);
