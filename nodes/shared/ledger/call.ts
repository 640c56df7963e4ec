import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import type { Caller } from '../wire/caller';
import type { Ledger } from './ledger';

export interface ItemWithBinary {
	json: IDataObject;
	binary: IBinaryKeyData;
}

/** What an operation gives back for one input item: one output item, or several. */
export type Result = IDataObject | ItemWithBinary | Array<IDataObject | ItemWithBinary>;

/** What became of one input item. */
export type Outcome<Done = Result> =
	{ result: Done } | { error: NodeApiError | NodeOperationError };

/** One operation running for one input item. */
export interface Call extends Caller {
	ctx: IExecuteFunctions;
	item: number;
	/** Under which numbers the item's things are done, its own or made ones. None when the operation only asks. */
	references: string[];
	/** What is known of them; only this folder looks inside. */
	ledger: Ledger;
	/** Shows a note above the node's output, e.g. when an answer lacks a documented field. */
	hint: (message: string) => void;
}

/** The item's number was left empty, so that only it can have this one. */
export const isNumberMade = ({ ledger }: Call, reference: string): boolean =>
	ledger.isMade(reference);
