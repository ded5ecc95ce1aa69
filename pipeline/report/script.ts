import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('page/main.ts', import.meta.url));

/** The page's script as one piece of text: Vega, its interpreter and what pipeline/report/page adds. */
export async function pageScript(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  return outputFiles[0]!.text.trimEnd();
}
