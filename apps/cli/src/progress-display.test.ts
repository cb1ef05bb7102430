import { createProgressDisplay } from './progress-display';
import { createTestContext } from './testing';

const onTerminal = () => {
  const { context, stderr } = createTestContext({});
  context.stderr.isTTY = true;
  return { display: createProgressDisplay(context), stderr };
};

describe('the progress display', () => {
  it('draws a bar on a terminal, and gives way to the text as it is written', () => {
    const { display, stderr } = onTerminal();
    display.state('running');
    display.progress(40, 'reading');
    display.text('Mornings ');
    display.progress(60, 'not drawn over the text');
    display.text('work\u001b[2J best.');
    display.end();
    expect(stderr.text).toContain('running');
    expect(stderr.text).not.toContain('not drawn over the text');
    expect(stderr.text.endsWith('Mornings work[2J best.\n')).toBe(true);
  });

  it('begins anew when the text shown was thrown away', () => {
    const { display, stderr } = onTerminal();
    display.text('', true);
    display.text('Thrown away.');
    display.text('', true);
    display.text('Well said.');
    display.end();
    expect(stderr.text).toBe('Thrown away.\n(again)\nWell said.\n');
  });

  it('shows the cursor again when it ends', () => {
    const { display, stderr } = onTerminal();
    display.progress(40, 'reading');
    display.end();
    expect(stderr.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stderr.text.lastIndexOf('\u001b[?25l'));
  });

  it('says each change once elsewhere', () => {
    const { context, stderr } = createTestContext({});
    const display = createProgressDisplay(context);
    display.state('pending');
    display.state('pending');
    display.progress(7.4, 'facts\nand\u0007 figures');
    display.text('not shown');
    display.end();
    expect(stderr.text).toBe('pending\n  7% facts and figures\n');
  });
});
