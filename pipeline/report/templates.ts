import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { UserError } from '../base/errors.ts';
import { fromProject } from '../base/project.ts';

/** What templates may call besides Handlebars' own `if`, `unless`, `each` and `with`; returns HTML. */
export type Helper = (...args: readonly string[]) => string;

type Program = ReturnType<typeof Handlebars.parse>;

interface Path {
  readonly original: string;
  readonly line: number;
  readonly column: number;
}

/** What Handlebars adds to its errors. */
interface Located {
  readonly lineNumber?: number;
  readonly column?: number;
}

const located = (error: unknown): Located => (typeof error === 'object' && error !== null ? error : {});
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Makes every path strict, so that `if`, `each` and partials refuse missing values like plain output does. */
class StrictPaths extends Handlebars.Visitor {
  readonly found: Path[] = [];

  override PathExpression(node: hbs.AST.PathExpression): void {
    Object.assign(node, { strict: true });
    const { line, column } = node.loc.start;
    this.found.push({ original: node.original, line, column });
  }
}

/** "Parse error on line 3:\n...\nExpecting 'ID', got 'EOF'" -> what was expected, on one line. */
function syntaxError(name: string, error: unknown): UserError {
  const lines = messageOf(error).split('\n');
  const line = /line (\d+)/.exec(lines[0] ?? '')?.[1] ?? located(error).lineNumber;
  const reason = lines.length > 1 ? lines.at(-1) : lines[0]?.replace(/ - \d+:\d+$/, '');
  return new UserError(`invalid template: ${name}${line ? `:${line}` : ''}: ${reason}`);
}

function renderError(name: string, paths: readonly Path[], error: unknown): UserError {
  const { lineNumber, column } = located(error);
  const message = messageOf(error);
  if (!message.includes('not defined in')) return new UserError(`invalid template: ${name}: ${message}`);
  const culprit = paths.find((candidate) => candidate.line === lineNumber && candidate.column === column);
  const value = culprit?.original ?? /"([^"]*)"/.exec(message)?.[1] ?? 'unknown';
  return new UserError(`missing value: ${value} in ${name}:${lineNumber}`);
}

function parse(name: string, source: string): { program: Program; paths: readonly Path[] } {
  try {
    const program = Handlebars.parse(source);
    const visitor = new StrictPaths();
    visitor.accept(program);
    return { program, paths: visitor.found };
  } catch (error) {
    throw syntaxError(name, error);
  }
}

/** A compiled template whose errors name its file. */
function compile(engine: typeof Handlebars, file: string): Handlebars.TemplateDelegate {
  const name = fromProject(file);
  const { program, paths } = parse(name, readTemplate(file));
  const template = engine.compile(program, { strict: true, preventIndent: true });
  return (context: unknown, options?: Handlebars.RuntimeOptions) => {
    try {
      return template(context, options);
    } catch (error) {
      throw error instanceof UserError ? error : renderError(name, paths, error);
    }
  };
}

/** Paths of the .hbs files in a folder, without the ending, with forward slashes on every system. */
function templateNames(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => file.slice(0, -'.hbs'.length))
    .sort();
}

/** A report's template, and the folders of the partials that it can name; of two with one name the later serves. */
export interface TemplateSource {
  readonly report: string;
  readonly partials: readonly string[];
}

/**
 * Renders the report's template. Strict: a value that the view lacks is a UserError that names the path and the file.
 * Everything is escaped but what `{{{ }}}` and helpers insert.
 */
export function renderTemplate(
  { report, partials }: TemplateSource,
  view: object,
  helpers: Readonly<Record<string, Helper>>,
): string {
  const engine = Handlebars.create();
  for (const [name, helper] of Object.entries(helpers)) {
    // Handlebars hands every helper its options as the last argument.
    engine.registerHelper(
      name,
      (...args: unknown[]) => new Handlebars.SafeString(helper(...args.slice(0, -1).map(String))),
    );
  }
  for (const folder of partials) {
    for (const name of templateNames(folder)) {
      engine.registerPartial(name, compile(engine, path.join(folder, `${name}.hbs`)));
    }
  }
  return compile(engine, report)(view);
}

/** A template or a style as text. */
export function readTemplate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`missing template: ${fromProject(file)}: ${messageOf(error)}`);
  }
}

export const escapeHtml = (text: string): string => Handlebars.escapeExpression(text);
