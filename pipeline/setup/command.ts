import { execFile } from 'node:child_process';

/** Runs a program to its end and gives what it printed. Throws an Error with the last line that it complained with. */
export type RunCommand = (file: string, args: readonly string[], cwd: string) => Promise<string>;

export const runCommand: RunCommand = (file, args, cwd) =>
  new Promise((resolve, reject) => {
    execFile(file, [...args], { cwd, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else reject(new Error(lastLine(stderr) ?? lastLine(stdout) ?? error.message.split('\n')[0]));
    });
  });

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}
