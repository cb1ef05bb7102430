import type { NotificationPayload } from '@englog/domain';

type Email = Extract<NotificationPayload, { channel: 'email' }>;
type Template = NonNullable<Email['template']>;

export interface EmailBody {
  text?: string;
  html?: string;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const page = (title: string, paragraphs: readonly string[], link: string | null): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>
<body style="font:15px/1.5 system-ui,sans-serif;color:#1c2430;max-width:600px;margin:24px auto;padding:0 16px">
<h1 style="font-size:20px">${escape(title)}</h1>
${paragraphs.map((text) => `<p style="white-space:pre-line">${escape(text)}</p>`).join('\n')}
${link ? `<p><a href="${escape(link)}">Open it</a></p>` : ''}
</body></html>
`;

/** Only an address a mail program may safely offer. */
const linkOf = (value: string | number | undefined): string | null => {
  const link = String(value ?? '');
  return /^https?:\/\/\S+$/.test(link) ? link : null;
};

const titles: Record<Template['name'], string> = {
  message: 'A message from EngLog',
  insight_ready: 'Your insight is ready',
  report_ready: 'Your report is ready',
};

const fillTemplate = ({ name, values }: Template): EmailBody => {
  const title = String(values['title'] ?? titles[name]);
  const paragraphs = ['body', 'content', 'summary'].flatMap((key) =>
    values[key] === undefined ? [] : [String(values[key])],
  );
  const link = linkOf(values['url']);
  return {
    text: `${[title, ...paragraphs, ...(link ? [link] : [])].join('\n\n')}\n`,
    html: page(title, paragraphs, link),
  };
};

/** What the message says itself comes first; a template fills in what it does not. */
export const emailBody = (email: Email): EmailBody => {
  const filled = email.template ? fillTemplate(email.template) : {};
  return {
    text: email.text ?? filled.text,
    html: email.html ?? filled.html ?? (email.text ? page(email.subject, [email.text], null) : undefined),
  };
};
