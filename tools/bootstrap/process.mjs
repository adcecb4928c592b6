import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, delimiter } from 'node:path';
import process from 'node:process';
import { ROOT } from './say.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A child's environment: the chosen Node comes first in PATH, so that every tool which says `node` means it. */
export function environmentOf(node, more = {}) {
  const first = node.includes('/') ? [dirname(node)] : [];
  return { ...process.env, ...more, PATH: [...first, process.env.PATH ?? ''].join(delimiter) };
}

/**
 * Runs a program in our place: its streams, its signals, its exit code. With `tie` it also hears when we are gone without
 * having been able to tell (kill -9).
 */
export function hold(node, args, { tie = false, env = {} } = {}) {
  return new Promise((settle, fail) => {
    const stdio = ['inherit', 'inherit', 'inherit', ...(tie ? ['ipc'] : [])];
    const child = spawn(node, args, { cwd: ROOT, stdio, env: environmentOf(node, env) });
    const forward = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, forward);
    child.once('error', fail);
    child.once('close', (code, signal) => {
      for (const each of SIGNALS) process.removeListener(each, forward);
      settle(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Runs a program to its end and keeps what it printed. */
export function capture(program, args, options = {}) {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => settle({ code: 127, output: `${output}${error.message}\n` }));
    child.once('close', (code) => settle({ code: code ?? 1, output }));
  });
}
