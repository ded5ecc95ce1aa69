import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInThisContext } from 'node:vm';
import Handlebars from 'handlebars';
import { UserError } from '../base/errors.ts';
import { fromProject } from '../base/project.ts';
import { hintAt } from '../base/text.ts';

/** What templates may call besides Handlebars' own `if`, `unless`, `each` and `with`; returns HTML. */
export type Helper = ((...args: readonly string[]) => string) & {
  /** What its first argument names, and the names that there are; any text where this is left out. */
  readonly names?: { readonly thing: string; readonly known: readonly string[] };
};

export type Helpers = Readonly<Record<string, Helper>>;

type Program = ReturnType<typeof Handlebars.parse>;
type TemplateSpecification = Parameters<typeof Handlebars.template>[0];

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

/** `{{figureRef "curves"}}`: a name that is followed by words. */
interface Call {
  readonly helper: string;
  /** Null for what is no text in quotes. */
  readonly argument: string | null;
  readonly line: number;
}

/** Makes every path strict, so that `if`, `each` and partials refuse missing values like plain output does. */
class StrictPaths extends Handlebars.Visitor {
  readonly found: Path[] = [];
  readonly calls: Call[] = [];

  override MustacheStatement(node: hbs.AST.MustacheStatement): void {
    const [first] = node.params;
    if (first) {
      const { original: helper } = node.path as hbs.AST.PathExpression;
      const argument = first.type === 'StringLiteral' ? (first as hbs.AST.StringLiteral).value : null;
      this.calls.push({ helper, argument, line: node.loc.start.line });
    }
    super.MustacheStatement(node);
  }

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

interface Parsed {
  readonly program: Program;
  readonly paths: readonly Path[];
  readonly calls: readonly Call[];
}

function parse(name: string, source: string): Parsed {
  try {
    const program = Handlebars.parse(source);
    const visitor = new StrictPaths();
    visitor.accept(program);
    return { program, paths: visitor.found, calls: visitor.calls };
  } catch (error) {
    throw syntaxError(name, error);
  }
}

/** Throws a UserError with the place of the first call of what is no helper, or with a name that there is not. */
function requireKnown(file: string, calls: readonly Call[], helpers: Helpers): void {
  for (const { helper, argument, line } of calls) {
    const called = helpers[helper];
    if (!called)
      throw unknownName('helper', { word: helper, known: Object.keys(helpers), place: `${file}:${line}` });
    if (!called.names || argument === null || called.names.known.includes(argument)) continue;
    const { thing, known } = called.names;
    throw unknownName(thing, { word: argument, known, place: `${file}:${line}` });
  }
}

interface Unknown {
  readonly word: string;
  readonly known: readonly string[];
  readonly place: string;
}

function unknownName(thing: string, { word, known, place }: Unknown): UserError {
  return new UserError(`unknown ${thing}: ${word} in ${place}; ${hintAt(word, known)}`);
}

/** Throws a UserError for the first template that cannot be read: its syntax, its helpers, the names that it gives them. */
export function checkTemplates({ report, partials }: TemplateSource, helpers: Helpers): void {
  const files = partials.flatMap((folder) =>
    templateNames(folder).map((name) => path.join(folder, `${name}.hbs`)),
  );
  for (const file of [report, ...files]) {
    const name = fromProject(file);
    requireKnown(name, parse(name, readTemplate(file)).calls, helpers);
  }
}

interface Specified extends Omit<Parsed, 'program'> {
  readonly source: string;
  readonly specification: TemplateSpecification;
}

/** What each file came to when it was last compiled: a preview renders the same ones again and again. */
const specified = new Map<string, Specified>();

function specify(file: string): Specified {
  const source = readTemplate(file);
  const known = specified.get(file);
  if (known?.source === source) return known;
  const { program, ...parsed } = parse(fromProject(file), source);
  const code = Handlebars.precompile(program, { strict: true, preventIndent: true });
  const made = { ...parsed, source, specification: runInThisContext(`(${code})`) };
  specified.set(file, made);
  return made;
}

/** A compiled template whose errors name its file. */
function compile(engine: typeof Handlebars, file: string, helpers: Helpers): Handlebars.TemplateDelegate {
  const name = fromProject(file);
  const { specification, paths, calls } = specify(file);
  requireKnown(name, calls, helpers);
  const template = engine.template(specification);
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
export function renderTemplate({ report, partials }: TemplateSource, view: object, helpers: Helpers): string {
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
      engine.registerPartial(name, compile(engine, path.join(folder, `${name}.hbs`), helpers));
    }
  }
  return compile(engine, report, helpers)(view);
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
