// Loaded with --require: this process's wall clock is wrong by ENGLOG_TEST_CLOCK_SHIFT_MS. Monotonic time is right, as it is on
// a machine whose clock was never set.
'use strict';
const shiftMs = Number(process.env.ENGLOG_TEST_CLOCK_SHIFT_MS ?? 0);
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
