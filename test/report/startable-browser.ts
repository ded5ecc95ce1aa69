import path from 'node:path';
import { type BrowserChoice, findBrowsers } from '../../pipeline/report/browser.ts';

/** The cache of ordinary builds, so that the pinned Chromium is extracted once. */
const cacheDir = path.resolve(process.env.REPORT_CACHE_DIR ?? '.cache');

/** The first browser of this machine that starts, or null. */
export async function startableBrowser(): Promise<BrowserChoice | null> {
  for (const choice of await findBrowsers({ cacheDir, env: process.env })) {
    try {
      const running = await choice.start();
      await running.close();
      return choice;
    } catch {
      // The next one may start.
    }
  }
  return null;
}
