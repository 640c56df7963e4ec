import type { RunResult } from './runNode';

/** The hints but for the one that a number was made: the rows of KasPro leave it to the node. */
export const besideMadeNumbers = ({ hints }: Pick<RunResult, 'hints'>) =>
	hints.filter(({ message }) => !message.includes(' was empty, so a number was made.'));
