// wait-for-http.mjs <url> <seconds> [<pid>] [<field>=<value>]: until the URL answers 2xx (and its JSON says so), the time is
// up, or the process is gone. ENGLOG_TOKEN is sent where it is set.
const [url, seconds, pid, expected] = process.argv.slice(2);
const headers = process.env.ENGLOG_TOKEN ? { authorization: `Bearer ${process.env.ENGLOG_TOKEN}` } : {};
const end = Date.now() + Number(seconds) * 1000;

const isThere = async () => {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(2000) });
  if (!response.ok) return false;
  if (!expected) return true;
  const [field, value] = expected.split('=');
  return String((await response.json())[field]) === value;
};
const isGone = () => {
  try {
    if (pid) process.kill(Number(pid), 0);
    return false;
  } catch {
    return true;
  }
};

while (Date.now() < end) {
  if (await isThere().catch(() => false)) process.exit(0);
  if (isGone()) process.exit(2);
  await new Promise((resolve) => setTimeout(resolve, 100));
}
process.exit(1);
