// Loaded with --require: this process's wall clock is wrong by ENGLOG_TEST_CLOCK_SHIFT_MS. SIGUSR2 sets it ten minutes forward,
// the next one back, and so on. Monotonic time goes on as it was, as on a machine whose clock is set.
'use strict';
let shiftMs = Number(process.env.ENGLOG_TEST_CLOCK_SHIFT_MS ?? 0);
let stepMs = 600_000;
process.on('SIGUSR2', () => {
  shiftMs += stepMs;
  stepMs = -stepMs;
});
const TrueDate = Date;
class ShiftedDate extends TrueDate {
  constructor(...given) {
    if (given.length === 0) super(ShiftedDate.now());
    else super(...given);
  }
  static now() {
    return TrueDate.now() + shiftMs;
  }
}
globalThis.Date = ShiftedDate;
