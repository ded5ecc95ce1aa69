/** See package.json: Puppeteer calls this only after downloading a browser, which .puppeteerrc.cjs forbids. */
export default async function refuseToUnpack() {
  throw new Error(
    'browsers are not downloaded here; install Chrome or Chromium and set PUPPETEER_EXECUTABLE_PATH',
  );
}
