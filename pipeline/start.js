#!/usr/bin/env node
/**
 * The first file that runs. It asks whether this version of Node will do, in words that any version can read (no static
 * import, nothing newer than ES2015), and only then loads the rest. Until something better is known the exit code is
 * that of an internal error: no code of success or of a score can come of a start that failed.
 */
process.exitCode = 70;

// biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know it.
import('fs')
  .then((fs) => {
    // Not from import.meta, which would not parse everywhere; npx starts a link to this file.
    const here = fs.realpathSync(String(process.argv[1]));
    const manifest = JSON.parse(
      String(fs.readFileSync(here.replace(/[^/\\]+[/\\][^/\\]+$/, 'package.json'))),
    );
    if (satisfies(process.versions.node, manifest.engines.node)) return import('./launch.js').then(start);
    return stop(`unsupported Node: ${process.version}; install one of ${manifest.engines.node}`);
  })
  .catch((error) => {
    if (parseInt(process.versions.node, 10) < 20)
      stop(`unsupported Node: ${process.version}; install a newer one`);
    else stop(`cannot start: ${String(error.message).split('\n')[0]}`);
  });

/** @param {typeof import('./launch.js')} launcher */
function start({ launch }) {
  return launch(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}

/** @param {string} line */
function stop(line) {
  process.stderr.write(`${line}\n`);
  process.exitCode = 3;
}

/**
 * Whether the version is in the range: alternatives such as `^20.19.0` and `>=24`. What else npm understands cannot be
 * had before packages are installed.
 * @param {string} version
 * @param {string} range
 */
function satisfies(version, range) {
  return range.split('||').some((part) => {
    const isMajorOpen = part.indexOf('>=') >= 0;
    const order = compare(numbersIn(version), numbersIn(part));
    return order.difference >= 0 && (isMajorOpen || order.place > 0);
  });
}

/**
 * By how much the first number that differs does, and its place; zeros stand for numbers that are left out.
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function compare(a, b) {
  for (let place = 0; place < 3; place++) {
    const difference = (a[place] || 0) - (b[place] || 0);
    if (difference !== 0) return { difference, place };
  }
  return { difference: 0, place: 3 };
}

/** @param {string} text */
function numbersIn(text) {
  return (text.match(/\d+/g) || []).map(Number);
}
