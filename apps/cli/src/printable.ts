/** A model's, a worker's or a log's words must not steer the terminal: line ends and tabs are all that is left of control. */
export const printable = (text: string): string => text.replace(/(?!\r\n|[\n\t])\p{Cc}/gu, '');
