import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Only Linux tells the most memory that a process has had, and forgets it on demand. */
export const tellsMemory = existsSync('/proc/self/clear_refs');

function statusOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
	return Number(kilobytes) * 1024;
}

/** Bytes of memory that a process has now. */
export const memoryOf = (pid: number) => (tellsMemory ? statusOf(pid, 'VmRSS') : NaN);

/** The most bytes that it has had since `forgetPeak`. */
export const peakOf = (pid: number) => (tellsMemory ? statusOf(pid, 'VmHWM') : NaN);

export function forgetPeak(pid: number): void {
	// proc_pid_clear_refs(5)
	if (tellsMemory) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
