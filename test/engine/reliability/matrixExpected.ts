import type { Times } from './matrixFaults';

export type Outcome = 'right' | 'existing' | 'warned' | 'passed on' | 'error' | 'unknown';
/** `–`: the operation can't meet it. */
export type Cell = Outcome | '–';

type Column =
	| '200 {}'
	| 'row missing'
	| '408 before'
	| '408 after'
	| '425 before'
	| '425 after'
	| '504 after'
	| 'done late'
	| '17 digits'
	| 'one by one'
	| 'look-up throttled'
	| 'existing canceled';
/** For a fault that strikes once, and for one that lasts. */
type Cells = Record<Column, [once: Cell, lasting: Cell]>;

const same = (cell: Cell): [Cell, Cell] => [cell, cell];
const none = same('–');

/** An answer that says nothing, or only that it took too long, leaves the outcome of what is sent once unknown. */
const sentOnce: Cells = {
	'200 {}': same('unknown'),
	'row missing': none,
	'408 before': same('unknown'),
	'408 after': same('unknown'),
	'425 before': same('unknown'),
	'425 after': same('unknown'),
	'504 after': same('unknown'),
	'done late': same('unknown'),
	'17 digits': same('right'),
	'one by one': same('unknown'),
	'look-up throttled': none,
	'existing canceled': none,
};

/** The same is found by its number, if it was done and the look-up is answered. What is not there may still come (`done late`), so it stays unknown. */
const lookedUp: Cells = {
	...sentOnce,
	'200 {}': ['existing', 'unknown'],
	'408 after': ['existing', 'unknown'],
	'425 after': ['existing', 'unknown'],
	'504 after': ['existing', 'unknown'],
	'one by one': same('existing'),
	'look-up throttled': same('unknown'),
};

const link: Cells = { ...lookedUp, 'existing canceled': same('error') };

/** The row that is missing is looked up, the others are what the answer says. */
const booking: Cells = { ...link, 'row missing': same('existing') };

/** KiriminAja takes the wish to cancel first: until it has canceled, looking up finds an order that is not canceled. */
const wish: Cells = {
	...sentOnce,
	'row missing': same('unknown'),
	'look-up throttled': same('unknown'),
};

/** KasPro's yes is its result code; a list beside it is handed on as it came. */
const fromWallet: Cells = { ...sentOnce, 'row missing': same('passed on') };

/** A read is asked again; an answer that has neither yes nor no is no answer. */
const read: Cells = {
	...sentOnce,
	'200 {}': same('error'),
	'408 before': ['right', 'error'],
	'408 after': ['right', 'error'],
	'425 before': ['right', 'error'],
	'425 after': ['right', 'error'],
	'504 after': ['right', 'error'],
	'done late': ['right', 'error'],
	'one by one': same('right'),
};
/** Nobody can see that a list is too short. */
const list: Cells = { ...read, 'row missing': same('passed on') };

/** Some of KiriminAja's reads answer without a yes: what they lack is named in a warning. */
const lenient: Cells = { ...read, '200 {}': same('warned') };
const lenientList: Cells = { ...lenient, 'row missing': same('passed on') };
/** One row for each that was asked for: there a missing one is seen. */
const askedList: Cells = { ...lenient, 'row missing': same('warned') };

/** What must become of each operation; from what it promises, not from a run. */
const cellsOf: Record<string, Cells> = {
	'kiriminAja/account.get': lenient,
	'kiriminAja/account.setCallback': sentOnce,
	'kiriminAja/area.getCities': lenientList,
	'kiriminAja/area.getDistricts': lenientList,
	'kiriminAja/area.getProvinces': lenientList,
	'kiriminAja/area.getSubdistricts': lenientList,
	'kiriminAja/area.search': lenientList,
	'kiriminAja/courier.getAll': lenientList,
	'kiriminAja/courier.getGroups': lenientList,
	'kiriminAja/courier.getServices': lenientList,
	'kiriminAja/courier.setPreference': sentOnce,
	'kiriminAja/credit.getBalance': lenient,
	'kiriminAja/credit.validatePin': sentOnce,
	'kiriminAja/expressOrder.cancel': lookedUp,
	'kiriminAja/expressOrder.create': booking,
	'kiriminAja/expressOrder.printLabel': read,
	'kiriminAja/expressOrder.track': list,
	'kiriminAja/instantOrder.cancel': wish,
	'kiriminAja/instantOrder.create': booking,
	'kiriminAja/instantOrder.findDriver': sentOnce,
	'kiriminAja/instantOrder.track': read,
	'kiriminAja/payment.get': read,
	'kiriminAja/pickupSchedule.getAll': lenientList,
	'kiriminAja/rate.calculateCod': askedList,
	'kiriminAja/rate.getExpress': lenientList,
	'kiriminAja/rate.getInstant': lenientList,
	'kirimo/balance.get': read,
	'kirimo/payment.create': link,
	'kirimo/payment.get': read,
	'kirimo/payment.getAll': list,
	'kirimo/payment.wait': read,
	'kasPro/apiRequest.send': sentOnce,
	'kasPro/cashOut.create': sentOnce,
	'kasPro/customer.get': read,
	'kasPro/customer.register': lookedUp,
	'kasPro/customer.upgrade': sentOnce,
	'kasPro/otp.request': sentOnce,
	'kasPro/otp.validate': sentOnce,
	'kasPro/payment.payMerchant': fromWallet,
	'kasPro/payment.payQris': sentOnce,
	'kasPro/payment.payRide': fromWallet,
	'kasPro/payment.tip': fromWallet,
	'kasPro/transfer.toBank': sentOnce,
	'kasPro/transfer.toUser': fromWallet,
};

/** Nothing for a column in which what is done depends on more than the kind of operation. */
export function expectedOf(operation: string, column: string, times: Times): Cell | undefined {
	const cells: Partial<Record<string, [Cell, Cell]>> | undefined = cellsOf[operation];
	return cells?.[column]?.[times === 'once' ? 0 : 1];
}
