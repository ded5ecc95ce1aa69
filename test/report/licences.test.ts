import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { composeStyles, pageScript } from '../../pipeline/report/assets.ts';
import { TEMPLATES } from '../../pipeline/report/html.ts';
import { licenceComment } from '../../pipeline/report/licences.ts';
import { ROOT, temporaryFolder } from '../cli.ts';

const licenceOf = (name: string) => readFileSync(path.join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8');
const isHeld = (text: string, licence: string) =>
  licence
    .split(/\n\s*\n/)
    .every((part) => text.replace(/\s+/g, ' ').includes(part.trim().replace(/\s+/g, ' ')));

describe('the published page', () => {
  it('holds the licence of every package of which its script holds a byte', async () => {
    const script = await pageScript();
    const { metafile } = await build({
      ...{ entryPoints: [path.join(ROOT, 'pipeline/report/page/main.ts')], bundle: true, minify: true },
      ...{ format: 'iife', platform: 'browser', write: false, metafile: true, absWorkingDir: ROOT },
    });
    const inputs = Object.entries(Object.values(metafile.outputs)[0]!.inputs);
    const names = inputs.flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0
        ? (/^node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file)?.[1] ?? [])
        : [],
    );
    expect(new Set(names)).toContain('vega');
    for (const name of new Set(names)) {
      expect(script, name).toContain(`\n${name}: `);
      expect(isHeld(script, licenceOf(name)), name).toBe(true);
    }
  }, 60_000);

  it('holds the licences of its fonts and of KaTeX', () => {
    const styles = composeStyles(TEMPLATES, { title: '', notice: null });
    const fonts = ['source-serif-4', 'source-sans-3', 'source-code-pro'].map((name) => `@fontsource/${name}`);
    for (const name of [...fonts, 'katex']) {
      expect(styles, name).toContain(`\n${name}: `);
      expect(isHeld(styles, licenceOf(name)), name).toBe(true);
    }
  });
});

describe('licences in a comment', () => {
  it('end neither the comment nor the element around it, and are not done without', async () => {
    const { folder, remove } = await temporaryFolder();
    const at = (name: string) => path.join(folder, 'node_modules', name);
    for (const name of ['odd', 'without']) await mkdir(at(name), { recursive: true });
    await writeFile(path.join(at('odd'), 'LICENCE.txt'), 'Copyright us */\r\n\r\n</script></style>terms');
    const comment = licenceComment([at('odd')]);
    expect(comment.match(/\*\/|<\//g)).toEqual(['*/']);
    expect(comment).toContain('odd: Copyright us');
    expect(() => licenceComment([at('without')])).toThrow(/^missing licence: without; /);
    await remove();
  });
});
