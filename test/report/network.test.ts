import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportPdf } from '../../pipeline/report/pdf.ts';
import { readPages } from '../../pipeline/report/pdf-text.ts';
import { startableBrowser } from './startable-browser.ts';

const browser = await startableBrowser();

describe.skipIf(browser === null)('the browser that prints', () => {
  let server: Server;
  let connections = 0;
  beforeAll(async () => {
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  /** Everything by which a page without scripts asks for more, at an address. */
  const greedy = (url: string) => `<!doctype html><html><head>
    <link rel="stylesheet" href="${url}/a.css"><link rel="preconnect" href="${url}"><link rel="prefetch" href="${url}/b">
    <style>@import "${url}/c.css"; @font-face { font-family: f; src: url(${url}/f.woff2) } p { font-family: f;
      background: url(${url}/d.png) }</style></head>
    <body><p>words</p><img src="${url}/e.png"><iframe src="${url}/g"></iframe><object data="${url}/h"></object>
    <video src="${url}/i" autoplay hidden></video><embed src="${url}/j" hidden><svg><image href="${url}/k.png"/></svg></body></html>`;

  it('reaches no server on this machine, by number or by name', async () => {
    const { port } = server.address() as AddressInfo;
    for (const host of ['127.0.0.1', 'localhost'])
      await exportPdf(greedy(`http://${host}:${port}`), browser!);
    expect(connections).toBe(0);
  });

  it('reaches none even where nothing intercepts its requests: its flags know no host', async () => {
    const { port } = server.address() as AddressInfo;
    const { browser: started, close } = await browser!.start();
    try {
      const page = await started.newPage();
      await page.setContent(greedy(`http://127.0.0.1:${port}`), { waitUntil: 'load' });
      expect(
        await page.$eval('img', (image) => (image as unknown as { naturalWidth: number }).naturalWidth),
      ).toBe(0);
    } finally {
      await close();
    }
    expect(connections).toBe(0);
  });

  it('reads no file of this machine', async () => {
    const { pdf } = await exportPdf(
      `<p>words</p><iframe src="${new URL(import.meta.url)}"></iframe>`,
      browser!,
    );
    expect((await readPages(pdf)).join('\n').trim()).toBe('words');
  });

  it('says whether it runs in a sandbox', async () => {
    const { sandbox } = await exportPdf('<p>words</p>', browser!);
    const isRoot = process.getuid?.() === 0;
    expect(sandbox).toMatch(
      isRoot ? /^off: Chrome has none for root$/ : /^(on|off: Chrome starts without it only)$/,
    );
  });
});
