import { createHash } from 'node:crypto';

const source = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What the page may do, as a Content-Security-Policy: run this script, use these styles, the fonts inside them and the
 * images inside the page, and nothing else; no network at all. Style attributes are KaTeX's and Vega's.
 */
export function securityPolicy({ script, styles }: { script: string; styles: string }): string {
  return [
    "default-src 'none'",
    `script-src ${source(script)}`,
    `style-src-elem ${source(styles)}`,
    "style-src-attr 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
