import { createHash } from 'node:crypto';

const source = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
<<<<<<< HEAD
 * What the page may do, as a Content-Security-Policy: run this script, use these styles, the fonts inside them and the
 * images inside the page, and nothing else; no network at all. Style attributes are KaTeX's and Vega's.
=======
 * What the page may do, as a Content-Security-Policy: run this script, if there is one, use these styles and the fonts inside them, and
 * nothing else; no network at all. Style attributes are KaTeX's and Vega's.
>>>>>>> c5dcc73 (Print a page of what moved, what matters first, and draw both curves; show an experiment in the terminal)
 */
export function securityPolicy({ script, styles }: { script?: string; styles: string }): string {
  return [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src ${source(script)}`]),
    `style-src-elem ${source(styles)}`,
    "style-src-attr 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
