import type { Row } from '../../row';

export const row: Row = {
	parameters: { method: 'POST', path: '/biller-payment/', body: '{"requestId": "BILL-1"}' },
	expected: { wrongTypes: 'passed on' },
	write: {
		call: 'POST /biller-payment/',
		done: {},
		three: {
			parameters: { body: '={"requestId": "{{ $json.ref }}"}' },
			items: [{ ref: 'BILL-1' }, { ref: 'BILL-2' }, { ref: 'BILL-3' }],
			done: {},
		},
	},
};
