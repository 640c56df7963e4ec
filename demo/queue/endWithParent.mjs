// Runs the program named on the command line, as the user and group given before it, and ends it when
// the program that started this one ends, however that ends: standard input is a pipe from there.
import { spawn } from 'node:child_process';

const [uid, gid, program, ...args] = process.argv.slice(2);
const isSomebody = uid !== '';
const child = spawn(program, args, {
	stdio: ['ignore', 'inherit', 'inherit'],
	...(isSomebody && { uid: Number(uid), gid: Number(gid) }),
});
child.on('error', (error) => {
	console.error(error.message);
	process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
process.stdin.on('close', () => child.kill('SIGKILL'));
process.stdin.resume();
