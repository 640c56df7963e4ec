// Runs the program named on the command line inside this process, and ends it with everything it
// started when the program that started it ends, however that ends: standard input is a pipe from
// there, and it closes then.
import { pathToFileURL } from 'node:url';

process.stdin.on('close', () => process.kill(-process.pid, 'SIGKILL'));
process.stdin.resume();
process.stdin.unref();

process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1]));
